"""Which CSV files pass, and that those which don't say where."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360.sources.csvfile import CsvFile, Dialect, check
from c360.sources.problems import LoadRefused

RAW = b'id;name;amount\r\n1;"O""Brien";2.50\r\n2;"two\r\nlines";3\r\n3;;-4.00\r\n'


def passed(tmp_path: Path, data: bytes, dialect: Dialect = Dialect(), columns: tuple[str, ...] = ()) -> CsvFile:  # noqa: B008
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    return check(path, "x.csv", dialect, columns, tmp_path)


def why(tmp_path: Path, data: bytes, dialect: Dialect = Dialect()) -> str:  # noqa: B008
    with pytest.raises(LoadRefused) as refused:
        passed(tmp_path, data, dialect)
    return str(refused.value.problems[0])


def test_columns_and_records(tmp_path: Path) -> None:
    file = passed(tmp_path, RAW)
    assert (file.columns, file.delimiter, file.records) == (("id", "name", "amount"), ";", 3)
    assert not file.line_of_record  # the second record is on two lines
    assert passed(tmp_path, b"a\n1\n2\n").line_of_record


def test_more_records_than_one_batch(tmp_path: Path) -> None:
    assert passed(tmp_path, b"a,b\n" + b'1,"x"\n' * 10_000).records == 10_000


def test_file_without_header(tmp_path: Path) -> None:
    file = passed(tmp_path, b"1;2\n", Dialect(delimiter=";", header=False), ("a", "b"))
    assert (file.columns, file.records) == (("a", "b"), 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (RAW[:-1], "line 5: the last record has no line end"),
        (RAW[:-2], "counts as cut"),
        (RAW.replace(b'""', b'"'), "line 2: not a record of 3 fields"),
        (RAW.replace(b'two\r\nlines"', b"two\r\nlines"), "line 3"),
        (RAW.replace(b"3;;", b"3;"), "line 5: not a record of 3 fields"),
        (RAW.replace(b"3;;", b"3;;;"), "line 5: not a record of 3 fields"),
        (RAW.replace(b"3;;", b'3;x"y;'), "line 5: not a record of 3 fields"),
        (RAW.replace(b"-4", b"-4\r"), "line 5: a carriage return without a line feed"),
        (RAW.replace(b"-4", b"-4\0"), "line 5: a NUL byte"),
        (RAW.replace(b"-4", b"-4\xe9"), "line 5: not UTF-8"),
        (RAW.replace(b"3;;-4.00\r\n", b"3;;-4.00\n"), "line 5: not a record of 3 fields"),
        (b"", "the file is empty"),
        (b"id,name;x\n1,2;3\n", "say which is the delimiter"),
        (b"id,ID\n1,2\n", "two columns are called 'id'"),
        (b"id,\n1,2\n", "a column without a name"),
        (RAW.decode().encode("utf-16"), "the file is UTF-16"),
        (RAW.decode().encode("utf-32"), "the file is UTF-32"),
    ],
)
def test_refused(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in why(tmp_path, data)


def test_every_cut_but_at_a_line_end_is_refused(tmp_path: Path) -> None:
    ends = {at + 1 for at in range(len(RAW)) if RAW[at : at + 1] == b"\n"}
    inside_quotes = RAW.index(b"two\r\n") + 5
    for cut in range(len(RAW)):
        if cut in ends - {inside_quotes}:
            passed(tmp_path, RAW[:cut])
        else:
            why(tmp_path, RAW[:cut])


def test_other_encodings_are_said_by_the_query(tmp_path: Path) -> None:
    text = "id;name\r\n1;Žluťoučký\r\n"
    for encoding in ("cp1250", "utf-16", "iso8859-2"):
        file = passed(tmp_path, text.encode(encoding), Dialect(encoding=encoding))
        assert "Žluťoučký" in file.path.read_text("utf-8")
    assert "is UTF-8" in why(tmp_path, text.encode(), Dialect(encoding="cp1250"))
    assert "not cp1250" in why(tmp_path, b"id;name\n1;\x81\x8d\n", Dialect(encoding="cp1250"))
    assert "no encoding" in why(tmp_path, b"a\n1\n", Dialect(encoding="klingon"))


FIELDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=8)


@given(st.lists(st.tuples(FIELDS, FIELDS), max_size=6), st.data())
def test_what_python_writes_passes_and_a_cut_never_does(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    import tempfile

    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("a", "b"), *rows])
    text = out.getvalue().encode()
    with tempfile.TemporaryDirectory() as folder:
        file = passed(Path(folder), text)
        assert file.records == len(rows)
        cut = text[: data.draw(st.integers(1, len(text) - 1))]
        if not cut.endswith(b"\n"):
            why(Path(folder), cut)
