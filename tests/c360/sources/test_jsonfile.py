"""JSON files: whole, strict, and as exact as CSV."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360.sources.jsonfile import NULL, as_csv, keys_of
from c360.sources.problems import LoadRefused
from tests.c360.sources.sql import load_sql, people, refused

NAMES = {"Person": "SELECT id AS customerId, name FROM 'p.json'"}
ARRAY = b'[{"id":"1","name":"Ann"},\n {"id":"2","name":"Bob"}]'
LINES = b'{"id":"1","name":"Ann"}\n{"id":"2","name":"Bob"}\n'


@pytest.mark.parametrize(
    "data",
    [ARRAY, LINES, ARRAY + b"\n", b"\xef\xbb\xbf" + LINES, b'{\n "id": "1",\n "name": "Ann"\n}\n' + LINES[24:],
     LINES.replace(b"\n", b"\r\n"), b" " * 2000 + ARRAY],
)  # fmt: skip
def test_forms_of_the_same(tmp_path: Path, data: bytes) -> None:
    load_sql(tmp_path, NAMES, {"p.json": data})
    assert people(tmp_path) == [{"customerId": "1", "name": "Ann"}, {"customerId": "2", "name": "Bob"}]


@pytest.mark.parametrize("whole", [ARRAY, LINES], ids=["array", "lines"])
def test_every_cut_is_refused_but_one_at_a_lines_end(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "p.json"
    for at in range(1, len(whole)):
        path.write_bytes(whole[:at])
        if whole is LINES and whole[at - 1 : at] == b"\n":
            assert keys_of(path, "p.json") == ["id", "name"]
            continue
        with pytest.raises(LoadRefused, match=r"p\.json, line [12]"):
            keys_of(path, "p.json")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'[{"id":"1"}]garbage\n', "something follows the array's end"),
        (b'[{"id":"1"}][{"id":"2"}]\n', "something follows the array's end"),
        (b'[{"id":"1"},]\n', "a comma, and no record after it"),
        (b'[{"id":"1"}{"id":"2"}]\n', "neither a comma nor the array's end"),
        (b'{"id":"1"}{"id":"2"}\n', "two records on one line"),
        (b'{"id":"1","id":"2"}\n', "one key twice"),
        (b'{"id":"1","ID":"2"}\n', "letter case only"),
        (b'{"id":"1","":"2"}\n', "a key without a name"),
        (b'{"id":NaN}\n', "NaN is not JSON"),
        (b"1\n2\n", "no object"),
        (b"[1,2]\n", "no object"),
        (b"null\n", "no object"),
        (b'{"id":"1"}\n{"id":"\xe9"}\n', "not UTF-8"),
        ('{"id":"1"}\n'.encode("utf-16"), "not UTF-8"),
        (b'{"id":"1"}\n{"id":"a\\u0000b"}\n', "line 2: a NUL"),
        (b'{"id":"1"}\n{"id":"a\\ud800b"}\n', "line 2: a NUL, or half of a character"),
        (b"/* x */\n", "no object"),
        (b'{"id":"1",\n"name":}\n', "line 2: not JSON"),
        (b"[]", "no records"),
        (b"", "no records"),
        (b'{"id":' + b"[" * 5000 + b"]" * 5000 + b"}\n", "nested too deeply"),
        (b'{"id":"' + b"x" * 3_000_000 + b'"}\n', "over 2 MB"),
    ],
)
def test_refused(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in refused(tmp_path, {"Person": "SELECT id AS customerId FROM 'p.json'"}, {"p.json": data})


def test_numbers_keep_their_digits_and_what_is_inside_its_text(tmp_path: Path) -> None:
    sql = {"Person": "SELECT id AS customerId, x AS name, y AS email FROM 'p.json'"}
    data = (
        b'{"id":123456789012345678901,"x":1.10,"y":{"a":[1.50,null,"\xc3\xa9\\""]}}\n'
        b'{"id":123456789012345678902,"x":true,"y":""}\n'
    )
    load_sql(tmp_path, sql, {"p.json": data})
    assert people(tmp_path) == [
        {"customerId": "123456789012345678901", "name": "1.10", "email": '{"a":[1.50,null,"é\\""]}'},
        {"customerId": "123456789012345678902", "name": "true"},
    ]


def test_no_value_is_none_and_a_text_that_looks_like_it_is_one(tmp_path: Path) -> None:
    sql = {"Person": "SELECT 'c' || row_number() OVER () AS customerId, coalesce(x, 'none') AS name FROM 'p.json'"}
    load_sql(tmp_path, sql, {"p.json": '[{"x":null},{"x":"N"},{},{"x":""},{"x":" a\\r\\nb,\\"c"}]'})
    assert [row.get("name") for row in people(tmp_path)] == ["none", "N", "none", None, ' a\r\nb,"c']


@pytest.mark.parametrize(
    ("kind", "value"),
    [("DECIMAL(10,2)", "1.006"), ("INTEGER", "1.6"), ("INTEGER", '"x"'), ("BIGINT", "1e3"), ("DATE", '"30.06.2024"'),
     ("DOUBLE", '"inf"')],
)  # fmt: skip
def test_declared_types_round_nothing(tmp_path: Path, kind: str, value: str) -> None:
    sql = {"Person": f"SELECT id AS customerId FROM read_json('p.json', columns={{'id': 'VARCHAR', 'x': '{kind}'}})"}
    said = refused(tmp_path, sql, {"p.json": f'{{"id":"1","x":null}}\n{{"id":"2","x":{value}}}\n'})
    assert "p.json, line 2, x" in said


def test_a_declared_column_that_no_record_has_is_refused(tmp_path: Path) -> None:
    columns = "columns={'id': 'VARCHAR', 'nm': 'VARCHAR'}"
    sql = {"Person": f"SELECT id AS customerId, nm AS name FROM read_json('p*.json', {columns})"}
    good, bad = b'{"id":"1","nm":"Ann"}\n{"id":"3"}\n', b'{"id":"2","name":"Bob"}\n'
    assert "unknown column | p2.json: no record has 'nm'" in refused(tmp_path, sql, {"p1.json": good, "p2.json": bad})
    load_sql(tmp_path, sql, {"p2.json": b"[]"})
    assert [row["customerId"] for row in people(tmp_path)] == ["1", "3"]


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), VALUES, min_size=1), min_size=1, max_size=6))
def test_what_python_writes_is_read_back(records: list[dict[str, object]]) -> None:
    import csv

    texts = (json.dumps(records), "".join(f"{json.dumps(record)}\n" for record in records))
    with tempfile.TemporaryDirectory() as name:
        for text in texts:
            path = Path(name) / "x.json"
            path.write_text(text, "utf-8")
            keys = keys_of(path, "x.json")
            made = as_csv(path, "x.json", keys, Path(name))
            assert made.records == len(records)
            with open(made.path, encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            for record, row in zip(records, rows, strict=True):
                wanted = [record.get(key) for key in keys]
                assert row == [NULL if v is None else v if isinstance(v, str) else json.dumps(v) for v in wanted]
