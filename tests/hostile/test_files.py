"""Hostile policies, and what hostile sources deliver."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import policy_file
from c360.access import load as load_access
from c360.errors import C360Error, PolicyError, UsageError
from c360.graph import schema
from c360.graph.connect import connect
from c360.graph.schema import KINDS, Kind
from c360.policy import load as load_policy
from c360.sources.load import load
from c360.sources.problems import LoadRefused
from tests.factories import make_book
from tests.hostile.bank import AS_OF, EDGES, VERTICES, state_of
from tests.hostile.inputs import ROOT, asked, civil, family, fuzzed, payloads, storable, tried

POLICY: Final = (ROOT / "c360" / "policy.toml").read_text("utf-8")
SHORT: Final = tuple(text for text in payloads(2_000) if storable(text))


# --- policies


# Whatever reads a file of settings that somebody may have been sent: the file that it takes, and what reads it.
READERS: Final[Mapping[str, tuple[Path, Callable[[Path], object]]]] = {
    "policy": (ROOT / "c360" / "policy.toml", load_policy),
    "access": (ROOT / "c360" / "access.toml", load_access),
}


def read(reader: str, raw: bytes, path: Path) -> UsageError | None:
    """The refusal, if it is one; it names each of a file's faults, so it may be long."""
    path.write_bytes(raw)
    try:
        READERS[reader][1](path)
    except UsageError as error:
        civil(error.title.replace(str(path), "FILE"), longest=20_000)
        return error
    return None


@pytest.mark.parametrize("reader", READERS)
def test_a_file_of_anything_else_is_refused(reader: str, tmp_path: Path) -> None:
    with tried(f"files of anything, {reader}") as seen:
        for text in payloads():
            raw = text.encode("utf-8", "surrogatepass")
            assert read(reader, raw, tmp_path / "x.toml"), text
            seen.add(raw)


@pytest.mark.parametrize("reader", READERS)
def test_a_file_with_anything_for_a_value_is_read_or_refused(reader: str, tmp_path: Path) -> None:
    lines = READERS[reader][0].read_text("utf-8").splitlines()
    places = [at for at, line in enumerate(lines) if " = " in line and line[0] not in "# "]
    with tried(f"values, {reader}") as seen:
        for number, text in enumerate(SHORT):
            value = text if number % 2 else json.dumps(text, ensure_ascii=False)
            at = places[(number * 7) % len(places)]
            key = lines[at].partition(" = ")[0]
            made = "\n".join([*lines[:at], f"{key} = {value}", *lines[at + 1 :]])
            read(reader, made.encode(), tmp_path / "x.toml")
            seen.add((key, value))


@pytest.mark.parametrize("reader", READERS)
def test_a_damaged_file_is_read_or_refused(reader: str, tmp_path: Path) -> None:
    raw = READERS[reader][0].read_bytes()
    with tried(f"damaged files, {reader}") as seen:

        @fuzzed
        @given(st.integers(0, len(raw)), st.integers(0, 40), st.binary(max_size=12))
        def damaged(at: int, gone: int, instead: bytes) -> None:
            made = raw[:at] + instead + raw[at + gone :]
            read(reader, made, tmp_path / "x.toml")
            seen.add(made)

        damaged()


def test_a_number_that_fills_memory_when_it_is_written_out_is_refused() -> None:
    for number in ("1e-999999999", "0e-999999999", "0e999999999", "1e999999999"):
        made = POLICY.replace("beneficial_owner = 25", f"beneficial_owner = {number}")
        assert isinstance(asked(policy_file.parse, made.encode()), PolicyError), number


def test_a_policy_of_nothing_but_faults_is_refused_in_a_page_of_text() -> None:
    made = POLICY + "".join(f"\n[x{at}]\n" for at in range(20_000))
    with pytest.raises(PolicyError, match="more") as refused:
        policy_file.parse(made.encode())
    assert len(refused.value.title) < 20_000


# --- what sources deliver


def deliver(folder: Path, rows: Sequence[Mapping[str, Any]], label: str = "Person") -> tuple[Path, Path]:
    """A source of one label in JSON, which can hold every character."""
    files, queries = folder / "files", folder / "sql"
    for one in (files, queries):
        one.mkdir(exist_ok=True)
    (queries / "Book.sql").write_text("SELECT 'Bank' AS name, 'USD' AS currency, 'Europe/Berlin' AS zone\n", "utf-8")
    (files / f"{label}.json").write_text("".join(json.dumps(row) + "\n" for row in rows), "ascii")
    (queries / f"{label}.sql").write_text(f"SELECT * FROM read_json('{label}.json')\n", "utf-8")
    return files, queries


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A book that refused loads are tried on: it is never changed by them."""
    path = make_book(tmp_path_factory.mktemp("loaded"), VERTICES, EDGES, as_of=AS_OF)
    before = state_of(path)
    yield path
    assert state_of(path) == before


DAY: Final = date.fromisoformat(AS_OF)
# Controls, formats such as those that turn the direction, halves of characters, ends of lines.
UNSEEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
CLEAN: Final = tuple(text for text in SHORT if "\0" not in text)


def test_ids_of_anything_are_loaded_as_they_are_or_left_out_with_a_reason(tmp_path: Path) -> None:
    files, queries = deliver(tmp_path, [{"customerId": text, "name": text} for text in CLEAN])
    rejects = tmp_path / "rejects.csv"
    report = load("evil", files, tmp_path / "x.book", source=queries, as_of=DAY, rejects=rejects)
    with tried("ids of sources") as seen:
        seen.update(CLEAN)
    graph = connect(tmp_path / "x.book")
    held = set(graph.g.V().has_label("Person").values("customerId").to_list())
    assert len(held) == report.loaded
    assert held <= set(CLEAN)
    assert not [one for one in held if one != one.strip() or UNSEEN & set(map(category, one))]
    assert report.loaded + report.rejected == len(CLEAN)
    cells = [cell for row in csv.reader(rejects.open(encoding="utf-8", newline="")) for cell in row]
    assert not [
        cell for cell in cells if cell.lstrip("\ufeff \t\r\n\u200b\u00a0\u3000\u2060").startswith(("=", "+", "-", "@"))
    ]


def test_what_is_no_number_day_or_flag_is_left_out_with_a_reason(tmp_path: Path) -> None:
    typed = [key for key in schema.VERTICES["Person"].keys if KINDS[key] not in (Kind.TEXT, Kind.INSTANT)]
    rows = [{"customerId": "ok", **dict.fromkeys(typed)}]
    rows += [{"customerId": f"c-{at}-{key}", key: text} for at, text in enumerate(CLEAN) for key in typed]
    files, queries = deliver(tmp_path, rows)
    with tried("values of sources") as seen:
        seen.update((key, text) for text in CLEAN for key in typed)
    rejects = tmp_path / "rejects.csv"
    report = load("evil", files, tmp_path / "x.book", source=queries, as_of=DAY, rejects=rejects)
    assert report.loaded < 60, "a payload was taken for a value"
    assert report.loaded + report.rejected == len(rows)


def test_a_load_that_is_refused_names_what_is_wrong_and_changes_nothing(made: Path, tmp_path: Path) -> None:
    """Rows that can't be, columns that there are not, and files that are none of their kind."""
    files, queries = deliver(tmp_path, [{"customerId": "c-9", "dateOfBirth": text} for text in CLEAN])
    person = files / "Person.json"
    columns = [json.dumps({"customerId": "c-9", text: "x"}).encode() for text in CLEAN[:: len(CLEAN) // 12]]
    contents: list[bytes] = [
        person.read_bytes(), *columns, b"", b"\0", b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe{\0",
        b'{"customerId":"\\ud800"}\n', b'{"customerId":"\\u0000"}\n',
        b'{"customerId":1e999999999}\n', b"PAR1" + b"\0" * 100, b"PK\3\4", b"\x1f\x8b" + b"\0" * 20, b"<a/>",
    ]  # fmt: skip
    for content in contents:
        person.write_bytes(content)
        with pytest.raises(LoadRefused) as refused:
            load("evil", files, made, source=queries)
        civil(refused.value.title, longest=3_000)


def test_a_source_is_called_by_letters(made: Path, tmp_path: Path) -> None:
    files, queries = deliver(tmp_path, [{"customerId": "c-9"}])
    with tried("names of sources") as seen:
        for text in payloads():
            if (
                text.isascii()
                and text.replace("_", "").replace("-", "").isalnum()
                and text[0] not in "_-"
                and len(text) < 65
            ):
                continue
            assert isinstance(asked(load, text, files, made, source=queries), UsageError), text[:80]
            seen.add(text)


@pytest.mark.parametrize("statement", [*family("sql"), "SELECT * FROM read_text('/etc/passwd')",
                                       "COPY (SELECT 1) TO '/tmp/owned.csv'", "SELECT getenv('HOME') AS customerId",
                                       "SELECT * FROM '../../secret.csv'", "ATTACH '/tmp/x.db' AS x"][::9])  # fmt: skip
def test_a_query_that_reaches_out_is_refused(statement: str, made: Path, tmp_path: Path) -> None:
    files, queries = deliver(tmp_path, [{"customerId": "c-9"}])
    (queries / "Person.sql").write_text(statement, "utf-8")
    with pytest.raises(C360Error) as refused:
        load("evil", files, made, source=queries)
    civil(refused.value.title, longest=3_000)
