"""OpenSanctions' lists: `targets.simple.csv`, and FollowTheMoney entities as lines of JSON.

Which of the two a file is shows in its first byte. A list's name is its dataset's; where its entries come from
several it is "OpenSanctions", each entry telling its own. Ids of other lists under which an entry is known there too
become ties to our lists' entries, so that one person on three lists can be told to be one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from c360.screening.lists.draft import Draft
from c360.screening.lists.entry import PRIMARY, STRONG, Link
from c360.screening.lists.reading import LONGEST_LINE, Lines, Reading, check_size, csv_rows, refuse

NAME: Final = "OpenSanctions"

_NEEDED: Final = (
    "id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "dataset",
)  # fmt: skip
_SCHEMA: Final = re.compile(r"[A-Z][A-Za-z]{2,40}")
_COUNTRY: Final = re.compile(r"[a-z]{2,4}(?:-[a-z0-9]{1,4})?")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?")
# Under which prefix OpenSanctions keeps the ids of lists that we read too: OFAC's own number, the UN's DATAID.
_OTHERS: Final = (("ofac-", "OFAC SDN"), ("unsc-", "UN Consolidated"))


def read(path: Path) -> Reading:
    """The list in a file; raises `InputRefused` with file, line and reason for anything that doesn't fit."""
    from c360.screening.lists import ftm

    check_size(path, 1 << 62)
    with open(path, "rb") as file:
        first = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return ftm.read(path) if first in (b"{", b"[") else _read_csv(path)


def gathered(drafts: dict[str, Draft], dated: str, lines: Lines) -> Reading:
    """The reading of entries, under the name that their datasets give it; takes them out of `drafts`.

    Raises `InputRefused` for the name of a list that another reader reads: it would take that list's place.
    """
    datasets = {one for draft in drafts.values() for one in draft.texts("datasets")}
    name = datasets.pop() if len(datasets) == 1 else NAME
    if name.casefold() in {other.casefold() for _, other in _OTHERS}:
        raise refuse(lines.file.name, f"its only dataset is called {name}, as a list that is read from other files")
    entries = []
    while drafts:  # a large list is not twice in memory
        _, draft = drafts.popitem()
        draft.list = name
        entries.append(draft.seal())
    return Reading(name, dated or None, tuple(entries[::-1]), (lines.file,))


def twin(other: str) -> Link:
    """The tie to what OpenSanctions knows by another id too."""
    for prefix, name in _OTHERS:
        if other.startswith(prefix):
            return Link("same as", "", name, other.removeprefix(prefix))
    return Link("same as", other)


def countries(codes: Iterable[str], draft: Draft) -> None:
    """Codes as they come, those that are none as remarks; a region's is its country's."""
    for code in codes:
        if _COUNTRY.fullmatch(code):
            draft.add("countries", code.split("-")[0])
        else:
            draft.add("remarks", f"Country {code}")


def schema_of(text: object, file: str, line: int) -> str:
    """A FollowTheMoney schema; raises `InputRefused` for what is none."""
    if not isinstance(text, str) or not _SCHEMA.fullmatch(text):
        raise refuse(file, "its schema is no name of one", line)
    return text


def seen_on(text: str, file: str, line: int) -> str:
    """An instant as it is written; raises `InputRefused` for what is none."""
    if not _DAY.fullmatch(text):
        raise refuse(file, "its last_seen is no day", line)
    return text


def _read_csv(path: Path) -> Reading:
    lines = Lines(path)
    drafts: dict[str, Draft] = {}
    places: dict[str, int] = {}
    newest = ""
    for line, row in _rows(lines, path.name):
        number = row["id"]
        if not number or not row["name"]:
            raise refuse(path.name, "it has no id or no name", line)
        if number in places:
            raise refuse(path.name, f"entry {number[:80]} stands here and on line {places[number]:,}", line)
        places[number] = line
        drafts[number] = _draft(row, path.name, line)
        if seen := row.get("last_seen"):
            newest = max(newest, seen_on(seen, path.name, line))
    if not drafts:
        raise refuse(path.name, "it has no entries")
    return gathered(drafts, newest, lines)


def _rows(lines: Lines, file: str) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(LONGEST_LINE)  # 131,072 characters are too few for all addresses of a bank
    header: list[str] = []
    for line, row in csv_rows(lines, file):
        if not header:
            header = row
            if lacking := [name for name in _NEEDED if name not in header]:
                raise refuse(file, f"it lacks the columns {', '.join(lacking)}", line)
            if len(set(header)) < len(header):
                raise refuse(file, "two of its columns have one name", line)
        elif len(row) != len(header):
            raise refuse(file, f"it has {len(row)} columns instead of {len(header)}", line)
        else:
            yield line, dict(zip(header, row, strict=True))


def _draft(row: dict[str, str], file: str, line: int) -> Draft:
    draft = Draft(NAME, row["id"], schema_of(row["schema"], file, line))
    draft.name(row["name"], PRIMARY)
    # The file keeps strong, weak and former aliases in one column.
    for alias in _several(row["aliases"], file, line):
        draft.name(alias, STRONG)
    for born in _several(row["birth_date"], file, line):
        draft.birth(born)
    countries(_several(row["countries"], file, line), draft)
    for number in _several(row["identifiers"], file, line):
        draft.document("other", number, "Identifier")
    draft.add("addresses", *_several(row["addresses"], file, line))
    draft.add("programs", *_several(row.get("program_ids", ""), file, line))
    draft.add("datasets", *_several(row["dataset"], file, line))
    for label, name in (("Sanctions", "sanctions"), ("Phone", "phones"), ("E-mail", "emails")):
        draft.add("remarks", *(f"{label}: {one}" for one in _several(row.get(name, ""), file, line)))
    if (known := twin(row["id"])).id:
        draft.links.append(known)
    return draft


def _several(text: str, file: str, line: int) -> list[str]:
    """The values of a field: with semicolons between them, in quotes where they hold one themselves."""
    if not text:
        return []
    try:
        return next(csv.reader([text], delimiter=";", strict=True), [])
    except csv.Error:  # a quote within a value that isn't quoted
        return [part.strip() for part in text.split(";")]
