"""JSON files, read whole and strictly into CSV, so that what is true of CSV files is true of them.

A file is an array of objects or a sequence of them, each on lines of its own. All of it must be that, to the last
byte: an array without its end, a record cut short, or a last record without its line end counts as cut. Numbers
keep the digits they are written with, an object or list within a record is its JSON text, null is no value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from c360.sources.csvfile import CsvFile
from c360.sources.problems import Fault, refuse

# Characters of one record, as CSV has them; a cut string would otherwise be looked for to the end of the file.
LONGEST: Final = 2_000_000
# What stands for no value; not an empty field, of which alone on a line readers differ.
NULL: Final = "N"
_PIECE: Final = 1 << 20
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")

Record = dict[str, Any]


class _Number(str):
    """A number's own digits."""

    __slots__ = ()


def keys_of(path: Path, name: str) -> list[str]:
    """The keys of a file's records, in alphabetical order; refuses two that differ in letter case only."""
    found: set[str] = set()
    for _, record in _records(path, name):
        found.update(record)
    folded = {key.casefold() for key in found}
    if len(folded) < len(found) or any(not key.strip() or _UNFIT.search(key) for key in found):
        raise refuse(Fault.FILE, name, "its records have a key without a name, or two that differ in letter case only")
    return sorted(found)


def as_csv(path: Path, name: str, columns: Collection[str], scratch: Path) -> CsvFile:
    """The file as CSV without a header, with these columns; only `NULL` is without quotes."""
    target = scratch / f"json-{len(list(scratch.glob('json-*')))}.csv"
    count, own_lines = 0, True
    with open(target, "w", encoding="utf-8", newline="") as out:
        for line, record in _records(path, name):
            count += 1
            own_lines = own_lines and line == count
            row = ",".join([_field(record.get(column)) for column in columns])
            if _UNFIT.search(row):
                raise refuse(Fault.FILE, name, "a NUL, or half of a character", line)
            out.write(f"{row}\n")
    return CsvFile(target, tuple(columns), ",", count, own_lines)


def _field(value: Any) -> str:
    return NULL if value is None else '"' + _text(value).replace('"', '""') + '"'


def _text(value: Any) -> str:
    """A value's text: a string's own, of anything else its JSON."""
    match value:
        case str():  # a number among them
            return value
        case dict():
            return "{" + ",".join(f"{json.dumps(key)}:{_inner(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ",".join(map(_inner, value)) + "]"
        case _:
            return json.dumps(value)


def _inner(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if type(value) is str else _text(value)


def _records(path: Path, name: str) -> Iterator[tuple[int, Record]]:
    """(line where it starts, record) of a whole and well-formed file."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        scan = _Scan(file, name)
        try:
            yield from scan.records()
        except UnicodeDecodeError:
            raise scan.refuse("not UTF-8") from None
        except RecursionError:
            raise scan.refuse("nested too deeply") from None


class _Scan:
    """One pass over a file, a piece at a time."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file = file
        self._name = name
        self._text = ""
        self._at = 0
        self._line = 1
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=_Number, parse_float=_Number, parse_constant=self._constant
        )

    def refuse(self, reason: str) -> Exception:
        """The refusal at the line reached."""
        return refuse(Fault.FILE, self._name, reason, self._line)

    def records(self) -> Iterator[tuple[int, Record]]:
        """Each record and the line where it starts; raises where the file stops being what it must be."""
        self._skip()
        if not self._take("["):
            yield from self._sequence()
            return
        self._skip()
        while not self._take("]"):
            yield self._record()
            self._skip()
            if self._take(","):
                self._skip()
                if self._peek() == "]":
                    raise self.refuse("a comma, and no record after it")
            elif self._peek() != "]":
                raise self.refuse("neither a comma nor the array's end after a record, so the file counts as cut")
        self._skip()
        if self._peek():
            raise self.refuse("something follows the array's end")

    def _sequence(self) -> Iterator[tuple[int, Record]]:
        while self._peek():
            yield self._record()
            line = self._line
            self._skip()
            if self._line == line:
                cut = "the last record has no line end, so the file counts as cut"
                raise self.refuse("two records on one line" if self._peek() else cut)

    def _record(self) -> tuple[int, Record]:
        line = self._line
        if self._peek() != "{":
            cut = "a record is missing, so the file counts as cut"
            raise self.refuse("a record that is no object" if self._peek() else cut)
        while True:
            try:
                record, end = self._decoder.raw_decode(self._text, self._at)
                break
            except json.JSONDecodeError as error:
                # Where the text read so far ends within the record, more of it is needed; nothing else is.
                ended = error.pos >= len(self._text) - 16 or error.msg.startswith("Unterminated string")
                if not ended or len(self._text) - self._at > LONGEST or not self._more():
                    self._line += self._text.count("\n", self._at, error.pos)
                    raise self.refuse(f"not JSON, or a record cut or of over 2 MB: {error.msg}") from None
        if end - self._at > LONGEST:
            raise self.refuse("a record of over 2 MB")
        self._line += self._text.count("\n", self._at, end)
        self._at = end
        return line, record

    def _object(self, pairs: list[tuple[str, Any]]) -> Record:
        record = dict(pairs)
        if len(record) < len(pairs):
            raise self.refuse("a record with one key twice")
        return record

    def _constant(self, text: str) -> NoReturn:
        raise self.refuse(f"{text} is not JSON")

    def _more(self) -> bool:
        piece = self._file.read(_PIECE)
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def _peek(self) -> str:
        if self._at >= len(self._text):
            self._more()
        return self._text[self._at : self._at + 1]

    def _take(self, mark: str) -> bool:
        found = self._peek() == mark
        self._at += found
        return found

    def _skip(self) -> None:
        """Goes to what is no white space."""
        while True:
            space = _SPACE.match(self._text, self._at)
            end = space.end() if space else self._at
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            if end < len(self._text) or not self._more():
                return
