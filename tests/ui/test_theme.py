"""How figures, days and words from data look, and that no text becomes markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import words
from components import theme
from tests.ui.reading import plain


def test_each_risk_band_has_word_shape_and_colour_of_its_own() -> None:
    levels = [theme.level(name) for name in ("LOW", "MEDIUM", "HIGH", "CRITICAL")]
    assert [level.text for level in levels] == ["● Low", "◆ Medium", "▲ High", "■ Critical"]
    assert theme.level(None).word == "unknown"


@given(st.text())
def test_safe_text_reads_as_it_was(text: str) -> None:
    assert plain(theme.safe(text)) == plain(words.plain(text))


@given(st.text(alphabet="<>[]()!:*_`$#&@w.-/a \\{}|~\n"))
def test_no_mark_in_safe_text_is_left_unescaped(text: str) -> None:
    shown = theme.safe(text)
    index = 0
    while index < len(shown):
        if shown[index] == "\\":
            index += 2
            continue
        assert shown[index].isalnum() or shown[index] in " \N{WORD JOINER}", shown
        index += 1


@pytest.mark.parametrize("live", [":100:", ":tada:", ":material/home:", "https://x.y", "www.x.y", "a@b.c"])
def test_codes_and_links_that_act_on_escaped_text_are_parted(live: str) -> None:
    assert "\N{WORD JOINER}" in theme.safe(live)
