"""The quick look at two names: what it calls apart, the whole comparison does too."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.screening import Pair, pairs
from c360.screening.bound import apart, outlines
from c360.screening.compare import names_apart
from c360.screening.spelling import distance

PEOPLE = [pair for file in ("name_pairs.tsv", "name_pairs_held_out.tsv") for pair in pairs(file)
          if pair.schema == "Person"]  # fmt: skip
WORDS = sorted({word for pair in PEOPLE for word in f"{pair.left} {pair.right}".replace(",", " ").split()})
MOST = (0.3, 0.51, 0.71, 1.3)


def _true(left: str, right: str) -> None:
    told = names_apart(left, right, "person")[0]
    for most in MOST:
        assert not apart(outlines(left), outlines(right), most, {}) or told > most


@pytest.mark.parametrize("at", range(0, len(PEOPLE), 100))
def test_the_labelled_pairs_are_never_further_apart_than_compared(at: int) -> None:
    some: list[Pair] = PEOPLE[at : at + 100]
    for one, other in zip(some, [*some[1:], some[0]], strict=True):
        _true(one.left, one.right)
        _true(one.left, other.right)


NAMES = st.lists(st.one_of(st.sampled_from(WORDS), st.text("abdehlnortu-,. ", max_size=8)), max_size=5).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(NAMES, NAMES)
def test_names_of_any_words_are_never_further_apart_than_compared(left: str, right: str) -> None:
    _true(left, right)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True), st.data())
def test_nor_are_two_writings_of_one_name(words: list[str], data: st.DataObject) -> None:
    turned = data.draw(st.permutations(words))
    gap = data.draw(st.sampled_from([" ", "", "-"]))
    cut = data.draw(st.integers(0, max(0, len(turned[0]) - 1)))
    turned[0] = turned[0][:cut] + turned[0][cut + 1 :]
    _true(" ".join(words), " ".join(turned[:-1]) + gap + turned[-1])


def test_other_people_are_told_apart() -> None:
    for left, right in (("Anna Schneider", "PETROVA, Anna"), ("Ali Hassan", "Mahmoud Ali KARIMI")):
        assert apart(outlines(left), outlines(right), 0.51, {})


def test_what_it_cannot_tell_is_not_apart() -> None:
    for left, right in (("Zhang Guohua", "Li Na"), ("", "Anna Petrova"), ("Annapet Rova", "Anna PETROVA"), ("A", "B")):
        assert not apart(outlines(left), outlines(right), 0.51, {})


SHORT = st.text("aehklnrst", max_size=8)


@settings(max_examples=200, deadline=None)
@given(SHORT, SHORT, st.floats(0, 5))
def test_slips_are_counted_to_the_end_unless_they_are_too_many(left: str, right: str, most: float) -> None:
    whole, told = distance(left, right), distance(left, right, most)
    assert told == whole or (told == math.inf and whole > most)
