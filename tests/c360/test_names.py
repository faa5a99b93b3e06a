"""Folding of names and numbers: what is typed meets what is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360.names import digits, fold, words


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Müller-Lüdenscheidt", "muller-ludenscheidt"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("O’Brien", "obrien"),
        ("O'Brien", "OBRIEN"),
        ("Straße", "strasse"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Åberg", "soren aberg"),
        ("Þórður", "thordur"),
        ("İstanbul", "istanbul"),
        ("Jiří", "JIRI"),
        ("ＡＢＣ", "abc"),
        ("Иванов", "ИВАНОВ"),
    ],
)
def test_what_is_typed_plainly_is_what_is_stored(stored: str, typed: str) -> None:
    assert fold(stored) == fold(typed)


def test_other_scripts_keep_their_letters() -> None:
    assert words("王小明") == ("王小明",)
    assert words("عبد الرحمن") == ("عبد", "الرحمن")


def test_words_are_letters_and_digits() -> None:
    assert words("  Johnson Consulting, LLC (2015) ") == ("johnson", "consulting", "llc", "2015")
    assert words("<b>!?</b> -- ") == ("b", "b")
    assert words("") == ()


def test_digits_of_a_phone_in_any_notation() -> None:
    assert digits("+1 (212) 555-0147") == "12125550147"
    assert digits("٠١٢ x") == "012"
    assert digits("none") == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_never_matters(text: str) -> None:
    assert fold(text.casefold()) == fold(text)
