"""Masks show four characters of a long number and nothing of a short one."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import Customer360Builder, Graph, Profile
from c360.access import ANALYST, Role, Show, mask_number, mask_ssn, visible
from c360.access.closing import hideable
from c360.access.fields import SECTIONS, mask_of
from c360.access.fields import WORDS as IN_WORDS
from c360.access.masks import HIDDEN as HIDDEN_TEXT
from c360.access.masks import mask_email, mask_name, mask_phone, mask_text, year_alone
from c360.audit import NullLog
from tests.access.planted import field_of, leaves, shown
from tests.factories import open_book
from tests.profiles import profile as made_by_hand


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


CLEAR = Role("clear")


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


HIDDEN = st.dictionaries(
    st.sampled_from([*hideable(), *SECTIONS, "products.*.balance", "identity.addresses"]),
    st.sampled_from([Show.MASKED, Show.ABSENT]), max_size=6,
)  # fmt: skip
SOME = st.none() | st.frozensets(st.sampled_from(SECTIONS))


def told(profile: Profile) -> set[tuple[str, str]]:
    """Every value that a profile tells, with its key."""
    return {(key, str(value)) for key, value in leaves(shown(profile))}


@settings(max_examples=60, deadline=None)
@given(sections=SOME, fields=HIDDEN, more=HIDDEN)
def test_whoever_sees_less_is_told_nothing_more(
    sections: frozenset[str] | None, fields: dict[str, Show], more: dict[str, Show]
) -> None:
    whole = made_by_hand()
    role = Role("some", sections, fields)
    stronger = {key: max(how, more.get(key, how), key=list(Show).index) for key, how in fields.items()}
    less = Role("less", sections, {**more, **stronger})
    one, other = visible(whole, role), visible(whole, less)
    clear = {pair for pair in told(whole) if role.shows(field_of(pair[0]) or pair[0]) is Show.CLEAR}
    masks = {pair for pair in told(one) if role.shows(field_of(pair[0]) or pair[0]) is not Show.CLEAR}
    # What is told in clear was there, but for words from which something hidden was taken.
    assert {pair for pair in told(one) - masks if pair[0] not in IN_WORDS} <= clear
    in_clear = {pair for pair in told(other) if less.shows(field_of(pair[0]) or pair[0]) is Show.CLEAR}
    assert {pair for pair in in_clear if pair[0] not in IN_WORDS} <= told(one)
    assert visible(one, role) == one
    assert visible(other, less) == other


@pytest.mark.parametrize("key", [key for key in hideable() if mask_of(key)])
def test_a_field_behind_its_mask_is_there(key: str) -> None:
    assert Role("one", fields={key: Show.MASKED}).shows(key) is Show.MASKED


def test_of_a_day_of_birth_the_year_stays_and_the_age_goes() -> None:
    who = visible(made_by_hand(), Role("one", fields={"identity.basic_info.dateOfBirth": Show.MASKED})).identity
    whole = made_by_hand().identity
    assert who is not None
    assert whole is not None
    assert isinstance(whole.basic_info.dateOfBirth, date)
    assert who.basic_info.dateOfBirth == f"{whole.basic_info.dateOfBirth.year}"
    assert who.basic_info.age is None


@pytest.mark.parametrize(
    "key", ["identity.demographics.employer", "relationships.family", "relationships.business", "products.*.joint"]
)
def test_a_tie_that_is_hidden_leaves_the_customers_own_name(key: str) -> None:
    role = Role("one", fields={key: Show.ABSENT})
    assert role.shows("identity.basic_info.name") is Show.CLEAR
    assert role.shows("identity.contact_info.email") is Show.CLEAR


@pytest.mark.parametrize("how", [Show.MASKED, Show.ABSENT])
@pytest.mark.parametrize("key", ["relationships.family.name", "relationships.*.name", "identity.basic_info.name"])
def test_names_are_all_hidden_where_one_is(key: str, how: Show) -> None:
    role = Role("one", fields={key: how})
    for name in ("identity.basic_info.name", "summary.name", "relationships.business.name"):
        assert role.shows(name) is how


@given(st.emails())
def test_mail_leaks_its_first_letter_and_its_top_level_domain(mail: str) -> None:
    masked = mask_email(mail)
    name, _, host = mail.rpartition("@")
    assert masked in (HIDDEN_TEXT, f"{name[0] if name[0].isalnum() else ''}•••@•••.{host.rpartition('.')[2]}")
    assert mask_email(masked) == masked


@given(st.text(max_size=30))
def test_any_other_mask_leaks_what_it_says_and_is_its_own(text: str) -> None:
    phone, name = mask_phone(text), mask_name(text)
    assert phone.removeprefix("•••") in ("", "".join(c for c in text if c in "0123456789")[-2:])
    assert [one[:-3] for one in name.split() if len(one) > 3] == [
        word[0] for word in text.split() if len(word) > 1 and word[0].isalnum()
    ]
    for mask in (mask_phone, mask_name, mask_email, mask_text):
        assert mask(mask(text)) == mask(text)


@given(st.dates())
def test_a_day_of_birth_leaks_its_year(born: date) -> None:
    assert year_alone(born) == f"{born.year:04}"
    assert year_alone(year_alone(born)) == year_alone(born)
