"""Hostile sanctions lists, and tables of names to screen."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360.cli import screening_names
from c360.errors import C360Error, InputRefused, UsageError
from c360.screening import Screener, Subject
from c360.screening.lists import ofac, opensanctions, store, un
from c360.screening.lists.held import open_lists
from c360.screening.lists.reading import Reading
from tests.c360.screening.lists import files as shapes
from tests.hostile.bank import state_of
from tests.hostile.inputs import asked, calculated, family, fuzzed, payloads, storable, tried

SHORT: Final = tuple(text for text in payloads(2_000) if storable(text))


def table(rows: Sequence[Sequence[str]], end: str = "\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def simple(texts: Sequence[str], folder: Path) -> Path:
    """OpenSanctions' table with each text in every column that takes any."""
    rows = [shapes.HEADER.split(","), *(
        [f"NK-{at}", "Person", text, text, "1961", "sy", text, text, text, text, text, "X", "2026-02-01T10:00:00"]
        for at, text in enumerate(texts)
    )]  # fmt: skip
    return shapes.written(folder / "targets.simple.csv", table(rows))


def ftm(texts: Sequence[str], folder: Path) -> Path:
    """FollowTheMoney lines with each text in every property."""
    names = ("name", "alias", "birthDate", "nationality", "address", "position", "passportNumber", "notes")
    entities = (
        {"id": f"NK-{at}", "schema": "Person", "target": True, "datasets": ["X"], "caption": text,
         "properties": {name: [text] for name in names}}
        for at, text in enumerate(texts)
    )  # fmt: skip
    return shapes.written(folder / "entities.ftm.json", "".join(json.dumps(one) + "\n" for one in entities))


def nations(texts: Sequence[str], folder: Path) -> Path:
    """The UN's list, each text a name, an alias, a comment, an address and a document."""
    one = (
        "<INDIVIDUAL><DATAID>{at}</DATAID><REFERENCE_NUMBER>QDi.{at}</REFERENCE_NUMBER><FIRST_NAME>{text}</FIRST_NAME>"
        "<COMMENTS1>{text}</COMMENTS1><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>{text}</ALIAS_NAME>"
        "</INDIVIDUAL_ALIAS><INDIVIDUAL_ADDRESS><CITY>{text}</CITY></INDIVIDUAL_ADDRESS></INDIVIDUAL>"
    )
    people = "".join(one.format(at=at, text=escape(text)) for at, text in enumerate(texts, 1000))
    kept = shapes.UN.partition("<INDIVIDUALS>")[0], shapes.UN.partition("</INDIVIDUALS>")[2]
    return shapes.written(folder / "un.xml", f"{kept[0]}<INDIVIDUALS>{people}</INDIVIDUALS>{kept[1]}")


def treasury(texts: Sequence[str], folder: Path) -> Path:
    """OFAC's files, each text a name, remarks, an alias and an address."""
    nothing = ["-0- "]
    sdn = [[str(at), text, "individual", "IRAN", *nothing * 7, f"DOB 1961; {text}"] for at, text in enumerate(texts, 1)]
    alt = [[str(at), str(at), "aka", text, "-0- "] for at in range(1, len(texts) + 1) for text in texts[at - 1 : at]]
    add = [[str(at), str(at), text, text, text, "-0- "] for at, text in enumerate(texts, 1)]
    for name, rows in (("sdn", sdn), ("alt", alt), ("add", add)):
        shapes.written(folder / f"{name}.csv", table(rows, "\r\n") + "\x1a")
    return folder


LISTS: Final[Mapping[str, tuple[Callable[[Sequence[str], Path], Path], Callable[[Path], Reading]]]] = {
    "OpenSanctions' table": (simple, opensanctions.read), "FollowTheMoney": (ftm, opensanctions.read),
    "United Nations": (nations, un.read), "OFAC": (treasury, ofac.read),
}  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_anything_is_read_as_it_stands_or_refused_whole(kind: str, tmp_path: Path) -> None:
    """Each text alone, then all that can be read in one list, which is put into the store and screened against."""
    make, read = LISTS[kind]
    number = list(LISTS).index(kind) % 2  # each list gets half of the texts, and every text goes into two of them
    fine = []
    with tried(f"lists, {kind}") as seen:
        for text in SHORT[number::2]:
            reading = asked(read, make([text], tmp_path))
            seen.add(text)
            if isinstance(reading, C360Error):
                assert isinstance(reading, InputRefused), text
            else:
                fine.append(text)
                assert all(one.name and "\x1b" not in one.name for one in reading.entries)
    folder = tmp_path / "store"
    loaded_at = datetime(2026, 3, 1, tzinfo=UTC)
    store.put(folder, read(make(fine, tmp_path)), loaded_at=loaded_at)
    before = state_of(folder)

    def put(text: str) -> object:
        return store.put(folder, read(make([*fine, text], tmp_path)), loaded_at=loaded_at)

    for text in ("\0", "\x1b[31mred", "", "A" * 2000):  # control characters, no name, too long for a name
        refusal = asked(put, text)
        assert isinstance(refusal, InputRefused), text
        assert state_of(folder) == before
    held = open_lists(folder)
    assert sum(one.entries for one in held.lists) >= len(set(fine))


def test_a_damaged_list_is_read_or_refused(tmp_path: Path) -> None:
    fine = [text for text in family("characters") if text.isalpha()]
    kinds = list(LISTS.values())
    for at in range(len(kinds)):
        (tmp_path / str(at)).mkdir()
    whole = [(make(fine, tmp_path / str(at)), read) for at, (make, read) in enumerate(kinds)]
    files = [((path / "sdn.csv" if path.is_dir() else path), path, read) for path, read in whole]
    given_ = [file.read_bytes() for file, _, _ in files]
    with tried("damaged lists") as seen:

        @fuzzed
        @given(st.integers(0, 3), st.floats(0, 1), st.integers(0, 40), st.binary(max_size=12))
        def damaged(which: int, at: float, gone: int, instead: bytes) -> None:
            file, path, read = files[which]
            raw = given_[which]
            cut = int(at * len(raw))
            file.write_bytes(raw[:cut] + instead + raw[cut + gone :])
            refusal = asked(read, path)
            assert isinstance(refusal, Reading | InputRefused)
            seen.add((which, cut, gone, instead))

        damaged()


# --- a table of names, and names on a command line


def test_names_that_are_screened(tmp_path: Path) -> None:
    listed = opensanctions.read(shapes.simple(tmp_path / "targets.simple.csv"))
    store.put(tmp_path / "store", listed, loaded_at=datetime(2026, 3, 1, tzinfo=UTC))
    screener = Screener.of(open_lists(tmp_path / "store"))
    rows: list[screening_names.Asked] = []
    with tried("names screened") as seen:
        for at, text in enumerate(payloads()):
            key = ("name", "born", "country", "schema")[at % 4]
            told = {"name": "Ivo Vorlak", key: text}
            assert isinstance(asked(screening_names.subject, **told), UsageError | Subject)
            raw = table([["name", "id"], [text, text]]).encode("utf-8", "replace")
            read = asked(screening_names.read, shapes.written(tmp_path / "names.csv", raw))
            rows += [] if isinstance(read, C360Error) else read
            seen.add(text)
    assert len(rows) > 300
    made, _ = screening_names.screened(rows[::4], screener, 0.5)
    cells = [cell for row in csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [cell for cell in cells if calculated(cell)]
