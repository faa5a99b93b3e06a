"""OFAC's and the UN's lists as they are published, where they lie beside the project: what of them is understood."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from c360.screening.lists import ofac, un
from c360.screening.lists.draft import Draft
from c360.screening.lists.reading import Reading
from c360.screening.lists.remarks import clauses, read_remarks

REAL = Path(__file__).parents[5] / "shared" / "data" / "sanctions"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the published lists are not beside the project")
# What OFAC says of the law and of the entry's state, and nothing of who it is.
LEGAL = re.compile(
    r"Additional Sanctions|Secondary sanctions|Transactions Prohibited|(?:alt\. )?(?:Executive Order|CAATSA)"
)


@pytest.fixture(scope="module")
def listed() -> Reading:
    return ofac.read(REAL / "ofac_sdn")


def rows(name: str) -> list[list[str]]:
    with open(REAL / "ofac_sdn" / f"{name}.csv", encoding="ascii", newline="") as file:
        return [row for row in csv.reader(file) if len(row) > 1]


def test_every_row_is_in_an_entry(listed: Reading) -> None:
    held = {entry.id: entry for entry in listed.entries}
    assert sorted(held) == sorted(row[0] for row in rows("sdn"))
    for number, _, _, name, _ in rows("alt"):
        assert " ".join(name.split()) in {one.text for one in held[number].names}
    assert sum(len(entry.names) for entry in listed.entries) > 23_000


def test_every_date_of_birth_is_read(listed: Reading) -> None:
    told = Counter(row[0] for row in rows("sdn") for one in clauses(row[11]) if re.match(r"(?:alt\. )?DOB ", one))
    read = {entry.id: len(entry.births) for entry in listed.entries if entry.births}
    assert read.keys() == told.keys()
    assert sum(told.values()) - sum(read.values()) < 20  # said twice
    assert not [one for entry in listed.entries for one in entry.remarks if re.match(r"(?:alt\. )?DOB ", one)]


def test_seven_eighths_of_what_remarks_say_of_anybody_are_understood() -> None:
    understood = clauses_told = legal = 0
    for row in rows("sdn"):
        if row[11].strip() != "-0-":
            draft = Draft("", row[0], "Person")
            clauses_told += len(clauses(row[11]))
            understood += read_remarks(row[11], draft)
            legal += sum(bool(LEGAL.match(one)) for one in clauses(row[11]))
    assert clauses_told > 32_000
    assert understood / (clauses_told - legal) >= 0.875


def test_the_un_list_against_its_own_elements() -> None:
    reading = un.read(REAL / "un" / "UN_consolidated.xml")
    root = ElementTree.parse(REAL / "un" / "UN_consolidated.xml").getroot()
    people = root.findall("INDIVIDUALS/INDIVIDUAL")
    assert len(reading.entries) == len(people) + len(root.findall("ENTITIES/ENTITY"))
    held = {entry.other_ids[0]: entry for entry in reading.entries}
    for person in people:
        entry = held[person.findtext("DATAID", "")]
        dates = {(one.text or "").strip() for one in person.findall("INDIVIDUAL_DATE_OF_BIRTH/DATE")}
        assert dates <= set(entry.births)
        strong = {one.text for one in entry.names if one.kind != "weak"}
        for alias in person.findall("INDIVIDUAL_ALIAS"):
            name = " ".join(alias.findtext("ALIAS_NAME", "").split())
            if alias.findtext("QUALITY") == "Good" and not re.search(r"[;(]|b\)", name):
                assert name in strong
    assert sum(len(entry.names) for entry in reading.entries) > 4_000
