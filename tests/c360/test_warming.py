"""When a server counts as warm, from the seconds that its profiles took; with a server in tests/contract."""

from __future__ import annotations

import pytest

from c360.warming import _settled

WINDOW = 20


def took(*medians: float) -> list[float]:
    """What so many whole windows of profiles took."""
    return [median for median in medians for _ in range(WINDOW)]


@pytest.mark.parametrize(
    ("medians", "warm"),
    [
        ((1.0, 1.0), False),  # nothing is said before three windows
        ((1.0, 1.0, 1.0), True),
        ((1.0, 1.0, 0.91), True),  # less than a tenth faster is chance
        ((1.0, 1.0, 0.9), False),
        ((4.0, 2.0, 1.0), False),
        ((4.0, 2.0, 1.0, 1.0), False),  # both of the last two must be no faster
        ((4.0, 2.0, 1.0, 1.0, 1.0), True),
        ((1.0, 3.0, 3.0), True),  # and slower is no faster
    ],
)
def test_it_is_warm_when_two_windows_were_no_faster_than_the_best_before(
    medians: tuple[float, ...], warm: bool
) -> None:
    assert _settled(took(*medians)) is warm


def test_a_window_that_is_not_full_says_nothing() -> None:
    assert not _settled([*took(1.0, 1.0, 1.0), 1.0])
