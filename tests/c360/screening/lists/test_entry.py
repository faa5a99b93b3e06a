"""Entries, dates of birth and names of countries: one form for what lists write in many."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from c360.screening.lists.births import birth_of, interval
from c360.screening.lists.countries import code_of
from c360.screening.lists.entry import (
    NAME_KINDS,
    Entry,
    Link,
    ListedDocument,
    ListedName,
    canonical,
    of_plain,
    plain,
    sealed,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
NAMES = st.builds(ListedName, TEXT, st.sampled_from(NAME_KINDS), TEXT | st.just(""), note=TEXT | st.just(""))
DOCUMENTS = st.builds(ListedDocument, st.just("passport"), TEXT, TEXT, st.none() | TEXT)
LINKS = st.builds(Link, TEXT, TEXT, st.none() | TEXT, st.none() | TEXT)
FIELDS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"id": TEXT, "names": st.lists(NAMES, max_size=4), "births": st.lists(TEXT), "remarks": st.lists(TEXT)},
    optional={"documents": st.lists(DOCUMENTS), "links": st.lists(LINKS), "listed_on": TEXT},
)


def made(**fields: Any) -> Entry:
    """An entry with a primary name besides what it is given."""
    named = [ListedName("Anyone", "primary"), *fields.pop("names", ())]
    return sealed(**({"list": "A list", "id": "1", "schema": "Person"} | fields), names=named)


@given(FIELDS)
def test_an_entry_is_the_same_out_of_its_stored_form(fields: dict[str, Any]) -> None:
    entry = made(**fields)
    assert of_plain(plain(entry), entry.digest) == entry
    assert canonical(plain(entry)) == rfc8785.dumps(plain(entry))


@given(FIELDS, st.randoms())
def test_the_order_in_which_things_are_told_changes_no_digest(fields: dict[str, Any], chance: Any) -> None:
    shuffled = {
        key: chance.sample(value, len(value)) * 2 if isinstance(value, list) else value for key, value in fields.items()
    }
    assert made(**fields) == made(**shuffled)


def test_a_digest_changes_with_anything() -> None:
    digests = {
        made(**fields).digest
        for fields in (
            {}, {"births": ["1961"]}, {"births": ["1962"]}, {"remarks": ["1961"]}, {"schema": "Company"}, {"id": "2"},
            {"list": "Another"}, {"listed_on": "2012-12-31"}, {"names": [ListedName("Ann", "weak")]},
            {"names": [ListedName("Ann", "strong")]}, {"links": [Link("same as", "x")]},
        )
    }  # fmt: skip
    assert len(digests) == 11


def test_an_entry_has_a_primary_name() -> None:
    with pytest.raises(ValueError, match="primary"):
        sealed(list="A list", id="1", schema="Person", names=[ListedName("Ann", "weak")])


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("05 May 1961", "1961-05-05"), ("5 May 1961.", "1961-05-05"), ("May 1961", "1961-05"), ("1961", "1961"),
        ("1961-05-05", "1961-05-05"), ("1961-05-05T00:00:00", "1961-05-05"), ("Nov. 1973 ", "1973-11"),
        ("circa 1961", "1959/1963"), ("circa 01 Jan 1961", "1959/1963"), ("approximately 1961", "1959/1963"),
        ("1960 to 1965", "1960/1965"), ("circa 1979-1982", "1979/1982"), ("Mar 1962 to Feb 1963", "1962-03/1963-02"),
        ("01 Jan 1960 to 31 Dec 1961", "1960-01-01/1961-12-31"), ("Between Aug. and Sep. 1977", "1977-08/1977-09"),
        ("1965 to 1960", None), ("31 Feb 1961", None), ("30-35 years old", None), ("24/06/1402 (Hijri)", None),
        ("", None), ("early 1960s", None), ("05 Foo 1961", None), ("61", None), ("1961 or 1962", None),
    ],
)  # fmt: skip
def test_dates_of_birth(written: str, born: str | None) -> None:
    assert birth_of(written) == born


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)), st.dates(date(1800, 1, 1), date(2100, 1, 1)))
def test_an_interval_is_never_the_wrong_way_round(first: date, last: date) -> None:
    said = interval(first.isoformat(), last.isoformat())
    assert said == (f"{first}/{last}" if first <= last else None)
    assert interval(str(first.year), last.isoformat()) == (f"{first.year}/{last}" if first.year <= last.year else None)


@given(st.text(max_size=30))
def test_no_text_breaks_a_date(text: str) -> None:
    birth_of(text)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Korea, North", "kp"), ("Iran (Islamic Republic of)", "ir"), ("Burma", "mm"), ("former Soviet Union", "suhh"),
        ("Congo, Democratic Republic of the", "cd"), ("State of Palestine", "ps"), ("Kosovo", "xk"), ("UAE", "ae"),
        ("Cabo Verde. Previously Cape Verde.", "cv"), ("CAR", "cf"), ("undetermined", None), ("na", None),
        ("possibly Palestinian", None), ("Region: Crimea", None), ("", None),
    ],
)  # fmt: skip
def test_countries(name: str, code: str | None) -> None:
    assert code_of(name) == code
