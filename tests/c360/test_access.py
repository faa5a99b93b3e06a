"""Masks show four characters of a long number and nothing of a short one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import Customer360Builder, Graph, Profile
from c360.access import ANALYST, Role, mask_number, mask_ssn, visible
from c360.audit import NullLog
from tests.factories import open_book


@pytest.mark.parametrize("ssn", ["123-45-6789", "123456789", "123 45 6789", " 123-45-6789 ", "US123456789"])
def test_an_ssn_keeps_its_last_four_digits(ssn: str) -> None:
    assert mask_ssn(ssn) == "***-**-6789"


@pytest.mark.parametrize("ssn", ["", "6789", "45-6789", "12345678", "not known"])
def test_a_short_ssn_keeps_nothing(ssn: str) -> None:
    assert mask_ssn(ssn) == "***-**-****"


def test_a_document_number_keeps_its_last_four() -> None:
    assert mask_number("P1234567X") == "****567X"
    assert mask_number("AB 123-456") == "****3456"


@pytest.mark.parametrize("number", ["", "1234567", "A1", "----------"])
def test_a_short_document_number_keeps_nothing(number: str) -> None:
    assert mask_number(number) == "****"


@given(st.text(alphabet="0123456789- ", max_size=30))
def test_an_ssn_leaks_its_last_four_digits_at_most(ssn: str) -> None:
    shown = re.sub(r"[^0-9]", "", mask_ssn(ssn))
    digits = re.sub(r"[^0-9]", "", ssn)
    assert shown in ("", digits[-4:])
    assert shown == "" or len(digits) >= 9


@given(st.text(max_size=30))
def test_any_number_leaks_four_characters_at_most(number: str) -> None:
    kept = [c for c in number if c.isalnum()]
    for mask in (mask_number(number), mask_ssn(number)):
        shown = [c for c in mask if c not in "*-"]
        assert len(shown) <= 4
        assert (
            shown == kept[-4:]
            or mask in ("****", "***-**-****")
            or shown == [c for c in kept if c in "0123456789"][-4:]
        )
        assert not shown or len(kept) >= 8


@given(st.text(max_size=30))
def test_masking_twice_changes_nothing(number: str) -> None:
    assert mask_ssn(mask_ssn(number)) == mask_ssn(number)
    assert mask_number(mask_number(number)) == mask_number(number)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    people = [
        {"customerId": "c-1", "name": "Ann", "ssn": "123-45-6789"},
        {"customerId": "c-2", "name": "Ben"},
    ]
    documents = [{"type": "PASSPORT", "number": "P12345678"}, {"type": "VISA"}]
    owned = [("c-1", "Document-1"), ("c-1", "Document-2")]
    return open_book(
        tmp_path_factory.mktemp("access"),
        {"Person": people, "Document": documents},
        {"HAS_DOCUMENT.Person.Document": owned},
    )


def seen(graph: Graph, customer: str, role: Role) -> Profile:
    return Customer360Builder(graph, audit=NullLog(), role=role).build_profile(customer)


CLEAR = Role("clear", frozenset())


def test_the_analyst_sees_neither_number_anywhere(graph: Graph) -> None:
    profile = seen(graph, "c-1", ANALYST)
    text = profile.to_json()
    assert "12345" not in text
    assert '"***-**-6789"' in text
    assert '"****5678"' in text
    assert profile.sections["identity"].masked == ("documents.number", "ssn")


def test_a_role_without_masks_sees_both_and_none_is_listed(graph: Graph) -> None:
    profile = seen(graph, "c-1", CLEAR)
    assert profile.identity is not None
    assert profile.identity.basic_info.ssn == "123-45-6789"
    assert [row.number for row in profile.identity.documents or ()] == ["P12345678", None]
    assert profile.sections["identity"].masked == ()


def test_what_nobody_knows_is_not_masked(graph: Graph) -> None:
    profile = seen(graph, "c-2", ANALYST)
    assert profile.identity is not None
    assert profile.identity.basic_info.ssn is None
    assert profile.sections["identity"].masked == ()


def test_seeing_twice_changes_nothing(graph: Graph) -> None:
    once = visible(seen(graph, "c-1", CLEAR), ANALYST)
    assert visible(once, ANALYST) == once


def test_a_profile_without_identity_passes(graph: Graph) -> None:
    profile = Customer360Builder(graph, audit=NullLog()).build_profile("c-1", sections=["products"])
    assert visible(profile, ANALYST) == profile


def test_the_id_is_that_of_what_is_seen(graph: Graph) -> None:
    assert seen(graph, "c-1", ANALYST).profile_id != seen(graph, "c-1", CLEAR).profile_id
