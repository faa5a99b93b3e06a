"""The tables as CSV: read back whole by a program, and by a spreadsheet's rules without a formula in them."""

import csv
import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import Customer360Builder, Profile, connect
from c360.audit import NullLog
from c360.export.tables import cell, tables, to_csv, to_zip
from c360.sheets import Column, sheet
from c360.spreadsheet import safe
from tests import profiles

SARAH, HTML, IDLE = "customer-12345", "customer-12407", "customer-12420"
# A number, a day or an instant as programs write them: what starts with a minus here is no formula.
PLAIN = re.compile(r"-?\d+(\.\d+)?")


@pytest.fixture(scope="module")
def people(demo_book: Path) -> dict[str, Profile]:
    found = Customer360Builder(connect(str(demo_book)), audit=NullLog()).build_profiles([SARAH, HTML, IDLE])
    return {profile.customer_id: profile for profile in found}


def opened(profile: Profile) -> dict[str, pd.DataFrame]:
    """Every file of the ZIP as pandas reads it."""
    with zipfile.ZipFile(io.BytesIO(to_zip(profile))) as archive:
        return {
            name: pd.read_csv(archive.open(name), dtype=str, keep_default_na=False, encoding="utf-8-sig")
            for name in archive.namelist()
        }


def test_pandas_reads_back_what_the_profile_says(people: dict[str, Profile]) -> None:
    profile = people[SARAH]
    files = opened(profile)
    listed = profile.activity.transactions if profile.activity else None
    assert listed is not None
    frame = files["transactions.csv"]
    assert list(frame["Id"]) == [row.id for row in listed.rows]
    assert [Decimal(text) for text in frame["Amount"]] == [row.amount for row in listed.rows]
    assert list(frame["Day"]) == [row.at.isoformat()[:10] for row in listed.rows]
    about = dict(zip(files["about.csv"]["What"], files["about.csv"]["Value"], strict=True))
    assert about["Customer"] == SARAH
    assert about["Profile"] == profile.profile_id
    revenue = {row.Line: row[2] for row in files["revenue.csv"].itertuples()}
    assert Decimal(revenue["Total"]) == Decimal("8500.00")


def test_every_table_of_every_section_is_a_file(people: dict[str, Profile]) -> None:
    for profile in people.values():
        files = opened(profile)
        assert {f"{table.name}.csv" for table in tables(profile)} == set(files)
        assert set(files["sections.csv"]["Section"]) == set(profile.sections)


def test_equal_profiles_give_equal_bytes(people: dict[str, Profile]) -> None:
    assert to_zip(people[SARAH]) == to_zip(people[SARAH])


def test_an_unavailable_section_has_no_table_and_its_reason(people: dict[str, Profile]) -> None:
    files = opened(profiles.unavailable("risk"))
    assert "alerts.csv" not in files
    states = files["sections.csv"].set_index("Section")
    assert states.loc["risk", "Status"] == "unavailable"
    assert "did not answer in time" in states.loc["risk", "Reason"]


@pytest.mark.parametrize("made", [HTML, "hostile"])
def test_no_cell_is_a_formula(people: dict[str, Profile], made: str) -> None:
    profile = profiles.hostile() if made == "hostile" else people[made]
    for name, frame in opened(profile).items():
        for text in [*frame.columns, *(one for column in frame for one in frame[column])]:
            assert not formula(text), (name, text)


def formula(text: str) -> bool:
    """Whether a spreadsheet would work this cell out: what it skips before a formula's first mark is skipped."""
    told = text.lstrip(" \u00a0")
    return told[:1] in tuple("=+-@\t\r\n＝＋－＠") and not PLAIN.fullmatch(told) and bool(told)


@pytest.mark.parametrize(
    "before", ["\u3000", "\u2003", "\ufeff", "\u200b", "\u202e", "\x0b", "\x1f", "\x85", " \u200b\u00a0"]
)
def test_no_blank_and_no_invisible_character_hides_a_formula(before: str) -> None:
    assert safe(f"{before}=1+1") == f"'{before}=1+1"
    assert safe(f"{before}John") == f"{before}John"


@given(st.text(max_size=40))
def test_text_never_becomes_a_formula_and_loses_nothing(text: str) -> None:
    kept = safe(text)
    assert not formula(kept)
    assert kept.removeprefix("'") in (text.replace("\0", ""), text.replace("\0", "").removeprefix("'"))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_numbers_stay_numbers(amount: Decimal) -> None:
    assert Decimal(cell(Column("Amount", "money"), amount)) == amount


def test_marks_of_the_format_in_a_name_stay_in_their_cell() -> None:
    name = 'A "quoted", name\r\nwith lines; and\tmore'
    data = to_csv(sheet("x", "X", (Column("Name"), Column("Id")), [(name, "1")])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data, newline=""))) == [["Name", "Id"], [name, "1"]]
    assert data.endswith("\r\n")
