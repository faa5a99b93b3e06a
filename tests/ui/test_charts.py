"""Charts: what is drawn, and what better isn't."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from components import charts, theme


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """The layouts of the charts that were drawn."""
    seen: list[Mapping[str, Any]] = []
    monkeypatch.setattr(charts, "draw", lambda _, layout, **__: seen.append(layout))
    return seen


def bars(values: list[float], texts: list[str]) -> None:
    charts.bars(theme.palette(), [f"bar {at}" for at in range(len(values))], values, texts, alt="bars", key="bars")


def test_where_there_is_no_bar_there_is_no_chart(drawn: list[Mapping[str, Any]]) -> None:
    bars([0.0, 0.0], ["$0.00", "$0.00"])
    bars([], [])
    assert drawn == []


@pytest.mark.parametrize("text", ["$8.00", "CZK 11,014.56", "−CZK 1,234,567.89"])
def test_a_figure_has_room_beside_its_bar_on_a_telephone(drawn: list[Mapping[str, Any]], text: str) -> None:
    bars([5.0, 10.0], ["$1", text])
    low, high = drawn[0]["xaxis"]["range"]
    # 220 pixels are left for bars and figures at a width of 400; a letter of the size of 13 takes 7.
    assert low == 0
    assert 220 * (high - 10) / (high - low) >= 6.8 * len(text)
