"""`profile --pdf` and `--csv`: a whole file, on record with its digest before it is there, and never over another."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import stat
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from c360.audit import AuditLog
from c360.cli import main
from c360.errors import AuditFailed

SARAH = "customer-12345"


@pytest.fixture(autouse=True)
def _settings(demo_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C360_GRAPH", str(demo_book))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    monkeypatch.setenv("C360_USER", "ada")


def records(tmp_path: Path) -> list[tuple[str, dict[str, str]]]:
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
        return [(action, json.loads(detail)) for action, detail in db.execute("SELECT action, detail FROM record")]


@pytest.mark.parametrize(("option", "start"), [("--pdf", b"%PDF-"), ("--csv", b"PK")])
def test_the_file_is_the_one_on_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, start: bytes
) -> None:
    path = tmp_path / "sarah.file"
    assert main(["profile", SARAH, option, str(path)]) == 0
    data = path.read_bytes()
    assert data.startswith(start)
    digest = hashlib.sha256(data).hexdigest()
    assert digest in capsys.readouterr().out
    action, detail = records(tmp_path)[-1]
    assert (action, detail["kind"], detail["sha256"]) == ("export", option[2:], digest)
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".sarah")] == []
    assert main(["profile", SARAH, option, str(path)]) == 0, "its own kind may be written again"


def test_where_the_record_cannot_be_written_there_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise AuditFailed("Nothing is shown, because the audit record can't be written: the disk is full.")

    monkeypatch.setattr(AuditLog, "record", fail)
    assert main(["profile", SARAH, "--pdf", str(tmp_path / "sarah.pdf")]) != 0
    assert not (tmp_path / "sarah.pdf").exists()


def test_nothing_else_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("dear")
    assert main(["profile", SARAH, "--pdf", str(other)]) == 2
    assert other.read_text() == "dear"
    assert "is not a PDF" in capsys.readouterr().err
    assert main(["profile", SARAH, "--pdf", str(tmp_path)]) == 2
    assert main(["profile", SARAH, "--csv", str(tmp_path / "none" / "a.zip")]) == 2
    assert not (tmp_path / "audit.sqlite").exists(), "refused before anything was read"


@pytest.mark.parametrize("kind", ["pdf", "csv"])
def test_nothing_takes_the_place_of_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert main(["profile", SARAH, f"--{kind}", str(pipe)]) == 2
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert capsys.readouterr().err == f"{pipe} is no file: name another.\n"


def test_a_folder_that_takes_no_file_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    AuditLog(tmp_path / "audit.sqlite").signer()  # whose key would be a file, too
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", fail)  # as in /proc, where not even root may
    assert main(["profile", SARAH, "--pdf", str(tmp_path / "sarah.pdf")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"No file can be written in {tmp_path}: No such file or directory.\n"


def test_one_kind_at_a_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", SARAH, "--json", "--pdf", str(tmp_path / "a.pdf")]) == 2
    assert "not allowed with" in capsys.readouterr().err
