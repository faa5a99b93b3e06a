"""Whether a CSV file is whole and well-formed, decided before anything reads it.

Nothing is guessed from a sample. A file passes only if all of it, from the first byte to the last, matches
one regular expression: records of RFC 4180, each with as many fields as the header, each with its line end.
So a file cut anywhere but at a line's end, a quote gone astray, a shifted column, a lone carriage return, a
NUL or another encoding can't pass, and two readers can't differ about what passes. Columns go by the names in
the header.
"""

from __future__ import annotations

import codecs
import csv
import io
import mmap
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from c360.sources.problems import Fault, refuse

_DELIMITERS: Final = (";", ",", "\t", "|")
_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"), (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"),
)  # fmt: skip
_UTF8_BOM: Final = b"\xef\xbb\xbf"
_PIECE: Final = 1 << 24
_BATCH: Final = 4096


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a query says its CSV file is written; `delimiter` None: the one that the header line uses."""

    delimiter: str | None = None
    quote: str = '"'
    escape: str = '"'
    header: bool = True
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that passed: `path` is UTF-8 (a re-encoded copy where the source's was not)."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str
    records: int  # without the header
    line_of_record: bool  # no field holds a line end, so that record n is on line n (+ 1 with a header)


def check(path: Path, name: str, dialect: Dialect, columns: tuple[str, ...], scratch: Path) -> CsvFile:
    """Checks the file called `name` in messages; `columns` are its names where it has no header.

    Raises `LoadRefused` with the line where it stops being a CSV file. `scratch` takes a re-encoded copy.
    """
    path = _as_utf8(path, name, dialect.encoding, scratch)
    if path.stat().st_size == 0:
        raise refuse(Fault.FILE, name, "the file is empty")
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        _check_bytes(data, name)
        start = 3 if data[:3] == _UTF8_BOM else 0
        delimiter = dialect.delimiter or _delimiter(data, start, name)
        if dialect.header:
            columns = _header(data, start, delimiter, dialect, name)
        lone = re.compile(rb"\r(?!\n)").search(data) if data.find(b"\r") >= 0 else None
        if lone:
            line = _lines(data, lone.start()) + 1
            raise refuse(Fault.FILE, name, "a carriage return without a line feed", line)
        end = rb"\r\n" if data[data.find(b"\n", start) - 1 : data.find(b"\n", start)] == b"\r" else rb"\n"
        record = _record(len(columns), delimiter, dialect) + end
        records = _records(data, start, record, name, len(columns))
        return CsvFile(path, columns, delimiter, records - dialect.header, records == _lines(data))


def _as_utf8(path: Path, name: str, encoding: str, scratch: Path) -> Path:
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8"):
        return path
    data = path.read_bytes()
    if encoding.lower()[:5] not in ("utf-1", "utf-3", "utf16", "utf32") and _is_utf8_beyond_ascii(data):
        raise refuse(Fault.FILE, name, f"the query says {encoding}, and the file is UTF-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(Fault.FILE, name, f"not {encoding}: {error.reason}", line) from None
    except (LookupError, ValueError):  # some that Python knows are no encodings of text
        raise refuse(Fault.QUERY, name, f"no encoding of text is called {encoding!r}") from None
    copy = scratch / f"utf8-{len(list(scratch.glob('utf8-*')))}.csv"
    copy.write_bytes(text.encode("utf-8", "surrogatepass"))
    return copy


def _is_utf8_beyond_ascii(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _check_bytes(data: mmap.mmap, name: str) -> None:
    for mark, encoding in _BOMS:
        if data[: len(mark)] == mark:
            raise refuse(Fault.FILE, name, f"the file is {encoding}: say encoding='{encoding.lower()}'", 1)
    _check_utf8(data, name)
    nul = data.find(b"\0")
    if nul >= 0:
        raise refuse(Fault.FILE, name, "a NUL byte", _lines(data, nul) + 1)
    if data[-1:] != b"\n":
        line = _lines(data) + 1
        raise refuse(Fault.FILE, name, "the last record has no line end, so the file counts as cut", line)


def _check_utf8(data: mmap.mmap, name: str) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
        except UnicodeDecodeError as error:
            line = _lines(data, start - held + error.start) + 1
            raise refuse(Fault.FILE, name, "not UTF-8: say encoding='...' if it is another", line) from None


def _lines(data: mmap.mmap, end: int | None = None) -> int:
    """Line ends before `end`, a piece at a time, so that the file is never copied whole."""
    end = len(data) if end is None else end
    return sum(data[at : min(at + _PIECE, end)].count(b"\n") for at in range(0, end, _PIECE))


def _delimiter(data: mmap.mmap, start: int, name: str) -> str:
    """The only usual delimiter in the header line; "," where there is none, in a file of one column."""
    line = re.sub(r'"[^"]*"', "", str(data[start : data.find(b"\n", start)], "utf-8"))
    found = [mark for mark in _DELIMITERS if mark in line]
    if len(found) > 1:
        why = f"the header holds {found}: say which is the delimiter by delim='...'"
        raise refuse(Fault.FILE, name, why, 1)
    return found[0] if found else ","


def _header(data: mmap.mmap, start: int, delimiter: str, dialect: Dialect, name: str) -> tuple[str, ...]:
    end = data.find(b"\n", start)
    text = str(data[start:end], "utf-8").removesuffix("\r")
    try:
        quote = dialect.quote or "\0"  # a NUL can't be in the text any more
        columns = tuple(next(csv.reader(io.StringIO(text), delimiter=delimiter, quotechar=quote, strict=True)))
    except (csv.Error, StopIteration):
        raise refuse(Fault.FILE, name, "the header can't be read", 1) from None
    folded = [column.casefold() for column in columns]
    for column in columns:
        if not column.strip():
            raise refuse(Fault.FILE, name, "a column without a name in the header", 1)
        if folded.count(column.casefold()) > 1:
            raise refuse(Fault.FILE, name, f"two columns are called {column!r}", 1)
    return columns


def _record(fields: int, delimiter: str, dialect: Dialect) -> bytes:
    """The expression of a record without its end; possessive, so that it runs in one pass and no stack grows."""
    mark = re.escape(delimiter.encode())
    if dialect.quote:
        quote, escape = re.escape(dialect.quote.encode()), re.escape(dialect.escape.encode())
        escaped = quote + quote if quote == escape else escape + b"[" + quote + escape + b"]"
        inside = b"[^" + quote + (b"" if quote == escape else escape) + b"]++"
        plain = b"[^" + quote + mark + rb"\r\n]*+"
        # A carriage return counts only before a line feed, within quotes as well.
        field = b"(?:" + quote + b"(?:" + inside + b"|" + escaped + b")*+" + quote + b"|" + plain + b")"
    else:
        field = b"[^" + mark + rb"\r\n]*+"
    return mark.join([field] * fields)


def _records(data: mmap.mmap, start: int, record: bytes, name: str, fields: int) -> int:
    """How many records the file is, the header's among them, when all of it is records."""
    one, many = re.compile(record), re.compile(b"(?:" + record + b"){%d}+" % _BATCH)
    total, at = 0, start
    while found := many.match(data, at):
        total, at = total + _BATCH, found.end()
    while found := one.match(data, at):
        total, at = total + 1, found.end()
    if at != len(data):
        why = f"not a record of {fields} fields: one too many or too few, a stray quote or another line end"
        raise refuse(Fault.FILE, name, why, _lines(data, at) + 1)
    return total
