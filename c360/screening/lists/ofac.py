"""OFAC's list of Specially Designated Nationals, from the CSV files sdn, alt and add, and sdn_comments where it is.

The files have no header, `-0- ` for no value, and end in the byte 0x1A, without which a file was cut. Columns as in
OFAC's data specification (dat_spec.txt): sdn (ent_num, SDN_Name, SDN_Type, Program, Title, Call_Sign, Vess_type,
Tonnage, GRT, Vess_flag, Vess_owner, Remarks), alt (ent_num, alt_num, alt_type, alt_name, alt_remarks), add (ent_num,
add_num, Address, City/State/ZIP, Country, Add_remarks). They don't say of what day they are.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from c360.screening.lists.draft import Draft, squeezed
from c360.screening.lists.entry import PRIMARY, STRONG, Entry, Link
from c360.screening.lists.reading import Reading, SourceFile, csv_rows, refuse, whole
from c360.screening.lists.remarks import CUT, CUT_AT, read_remarks

NAME: Final = "OFAC SDN"

_NOTHING: Final = "-0-"
_END: Final = "\x1a"
_SCHEMATA: Final = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "": "Organization"}
_ALIASES: Final = {"aka": "a.k.a.", "fka": "f.k.a.", "nka": "n.k.a."}
# "SDGT", "SOUTH SUDAN", "CAATSA - RUSSIA", several with "] [" between them; no commas and points, as names have them.
_PROGRAM: Final = re.compile(r"[A-Za-z0-9 -]+(?:\] \[[A-Za-z0-9 -]+)*\]?")
_WIDTHS: Final = {"sdn": 12, "alt": 5, "add": 6, "sdn_comments": 2}

Row = tuple[int, list[str]]


def read(folder: Path) -> Reading:
    """The list in a folder; raises `InputRefused` with file, line and reason for anything that doesn't fit."""
    files: list[SourceFile] = []
    tables = {name: _table(folder, name, files) for name in ("sdn", "alt", "add")}
    more = _table(folder, "sdn_comments", files) if _file(folder, "sdn_comments") else None
    drafts = _drafts(tables["sdn"])
    _aliases(tables["alt"], drafts)
    _addresses(tables["add"], drafts)
    # The first word on a name stands, so that a weak alias that is a strong one too is strong.
    further = _joined(more, drafts)
    for _, row in tables["sdn"]:
        read_remarks(_remarks(row, further), drafts[row[0]])
    cut = sum(len(row[11]) >= CUT_AT for _, row in tables["sdn"])
    notes = [] if more is not None or not cut else [
        f"Remarks of {cut:,} entries go on in sdn_comments.csv, which the folder doesn't hold."
    ]  # fmt: skip
    return Reading(NAME, None, tuple(_sealed(drafts)), tuple(files), tuple(notes))


def _file(folder: Path, name: str) -> Path | None:
    wanted = f"{name}.csv"
    try:
        return next((path for path in sorted(folder.iterdir()) if path.name.lower() == wanted), None)
    except OSError as error:
        raise refuse(folder.name or str(folder), f"it is no folder that can be read: {error.strerror}") from error


def _table(folder: Path, name: str, files: list[SourceFile]) -> list[Row]:
    """The rows of one file with their line numbers, as wide as they must be, `-0-` being nothing."""
    path = _file(folder, name)
    if path is None:
        raise refuse(f"{name}.csv", "the folder doesn't hold it")
    text, file = whole(path)
    files.append(file)
    body = text.rstrip("\r\n")
    if not body.endswith(_END):
        raise refuse(path.name, "it is cut: OFAC's files end in the byte 0x1A, and this one doesn't")
    if _END in body[:-1]:
        raise refuse(path.name, "the byte 0x1A stands before its end", body.count("\n", 0, body.index(_END)) + 1)
    rows = list(_rows(body[:-1], path.name, _WIDTHS[name]))
    if not rows:
        raise refuse(path.name, "it has no rows")
    return rows


def _rows(text: str, file: str, width: int) -> Iterator[Row]:
    if text and not text.endswith("\n"):
        raise refuse(file, "its last row has no end", text.count("\n") + 1)
    for line, row in csv_rows(io.StringIO(text, newline=""), file):
        if len(row) != width:
            raise refuse(file, f"it has {len(row)} columns instead of {width}", line)
        if not re.fullmatch(r"[0-9]{1,9}", row[0]):
            raise refuse(file, "its first column is no number of an entry", line)
        yield line, ["" if value.strip() == _NOTHING else value.strip() for value in row]


def _remarks(row: Sequence[str], further: dict[str, str]) -> str:
    """All of an entry's Remarks; where they are cut the last clause says so, and is no half of a name or number."""
    text = row[11]
    if len(text) < CUT_AT or row[0] in further:
        return text + further.get(row[0], "")
    head, _, tail = text.rpartition("; ")
    return f"{head}; {CUT}{tail}"


def _joined(more: list[Row] | None, drafts: dict[str, Draft]) -> dict[str, str]:
    """What the Remarks of each entry go on with, in the file's order."""
    joined: dict[str, str] = {}
    for line, (number, text) in more or ():
        if number not in drafts:
            raise refuse("sdn_comments.csv", f"it is of entry {number}, which sdn.csv doesn't hold", line)
        joined[number] = joined.get(number, "") + text
    return joined


def _drafts(rows: Sequence[Row]) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    lines: dict[str, int] = {}
    # A few hundred programs stand on 9,000 rows; where nearly each row has its own, names stand in their place.
    if len(rows) > 50 and len({row[3] for _, row in rows}) > len(rows) / 2:
        raise refuse("sdn.csv", "its fourth column holds no programs: nearly each row has another")
    for line, row in rows:
        number, name, kind, program = row[:4]
        if number in lines:
            raise refuse("sdn.csv", f"entry {number} stands here and on line {lines[number]:,}", line)
        lines[number] = line
        if not name or kind not in _SCHEMATA or not _PROGRAM.fullmatch(program):
            what = "no name" if not name else "no known type" if kind not in _SCHEMATA else "no program"
            place = {"no name": "second", "no known type": "third", "no program": "fourth"}[what]
            raise refuse("sdn.csv", f"its {place} column holds {what}", line)
        drafts[number] = _draft(row)
    return drafts


def _draft(row: Sequence[str]) -> Draft:
    number, name, kind, program, title, call_sign, vessel, tonnage, gross, flag, owner, _ = row
    draft = Draft(NAME, number, _SCHEMATA[kind])
    draft.name(name, PRIMARY, split=kind == "individual")
    draft.add("programs", *program.rstrip("]").split("] ["))
    draft.add("positions", title)
    if call_sign:
        draft.document("craft", call_sign, "Call sign")
    draft.country(flag, "Flag")
    if owner:
        draft.links.append(Link("owned by", squeezed(owner)))
    for label, value in (("Vessel type", vessel), ("Tonnage", tonnage), ("Gross registered tonnage", gross)):
        draft.add("remarks", value and f"{label}: {value}")
    return draft


def _aliases(rows: Sequence[Row], drafts: dict[str, Draft]) -> None:
    seen: dict[str, int] = {}
    for line, (number, alias, kind, name, remark) in rows:
        draft = _owner("alt.csv", number, line, drafts)
        _numbered("alt.csv", "alias", alias, line, seen)
        if kind not in _ALIASES or not name:
            raise refuse("alt.csv", "it is no aka, fka or nka with a name", line)
        draft.name(name, STRONG, split=draft.schema == "Person", note=_ALIASES[kind])
        draft.add("remarks", remark and f"{name}: {remark}")


def _addresses(rows: Sequence[Row], drafts: dict[str, Draft]) -> None:
    seen: dict[str, int] = {}
    for line, (number, address, street, town, country, remark) in rows:
        draft = _owner("add.csv", number, line, drafts)
        _numbered("add.csv", "address", address, line, seen)
        draft.add("addresses", ", ".join(filter(None, (street, town, country))))
        draft.country(country, "Address in")
        draft.add("remarks", remark and f"Address: {remark}")


def _owner(file: str, number: str, line: int, drafts: dict[str, Draft]) -> Draft:
    if number not in drafts:
        raise refuse(file, f"it is of entry {number}, which sdn.csv doesn't hold", line)
    return drafts[number]


def _numbered(file: str, what: str, number: str, line: int, seen: dict[str, int]) -> None:
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise refuse(file, f"its second column is no number of an {what}", line)
    if number in seen:
        raise refuse(file, f"{what} {number} stands here and on line {seen[number]:,}", line)
    seen[number] = line


def _sealed(drafts: dict[str, Draft]) -> Iterator[Entry]:
    """The entries, each tie with the other's id where one entry alone bears its name."""
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for number, draft in drafts.items():
        bearers[draft.primary.casefold()].append(number)
    for draft in drafts.values():
        draft.links = [_found(link, bearers) for link in draft.links]
        yield draft.seal()


def _found(link: Link, bearers: dict[str, list[str]]) -> Link:
    # The point that ends the Remarks may be that of "CO." too.
    for name in (link.name, f"{link.name}."):
        if len(ids := bearers.get(name.casefold(), [])) == 1:
            return replace(link, name=name, list=NAME, id=ids[0])
    return link
