"""`policy check` and `policy try`: exit codes, one sentence with every fault, the matrix, the list, the record."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from importlib.resources import files
from pathlib import Path

import pytest

from c360.cli import main
from c360.policy import load
from tests.c360.commands import Run, runner

TEXT = (files("c360") / "policy.toml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("C360_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    monkeypatch.setenv("COLUMNS", "160")  # wide enough that no cell is broken over two lines


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return runner(capfdbinary)


def changed(tmp_path: Path, *pairs: tuple[str, str]) -> str:
    """A policy file with some of its text otherwise."""
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "new.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_right_file_is_told_in_short(run: Run, tmp_path: Path) -> None:
    code, out, err = run("policy", "check", changed(tmp_path))
    assert (code, err) == (0, "")
    for part in (
        f"Policy {load().version} is right",
        "CRITICAL from 0.75",
        "LOW 1,826",
        "at least ▲ High",
        "29 Nov 2026",
    ):
        assert part in out
    code, out, _ = run("policy", "check", changed(tmp_path), "--json")
    told = json.loads(out)
    assert told["digest"] == load().digest
    assert told["rules"][0]["reads"] == ["CreditScore: score"]
    assert told["rules"][0]["since"] == "2026-11-01"


def test_a_wrong_file_is_one_sentence_with_every_fault(run: Run, tmp_path: Path) -> None:
    wrong = changed(
        tmp_path, ("\ndays = 90", "\ndays = 0"), ('floor = "CRITICAL"', 'floor = "LOW"'), ("first = 9", "first = 99")
    )
    code, out, err = run("policy", "check", wrong)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.count("line ") == 3
    assert err.count(". ") == 0
    for part in ("hours.first", "factors.4.floor", "factors.8.days"):
        assert part in err
    assert run("policy", "try", wrong, "--graph", "nowhere")[0] == 2
    assert run("policy", "check", str(tmp_path / "none.toml"))[0] == 2
    assert run("policy")[0] == 2


def test_a_try_tells_who_moves_and_is_on_record(run: Run, tmp_path: Path, demo_book: Path) -> None:
    new, place = changed(tmp_path, ("threshold = 600", "threshold = 640")), str(tmp_path / "moved.csv")
    code, out, err = run("policy", "try", new, "--graph", str(demo_book), "--csv", place)
    assert (code, err) == (0, "")
    assert "would change their band" in out
    assert "From which band to which" in out
    code, plain, _ = run("policy", "try", new, "--graph", str(demo_book), "--json")
    told = json.loads(plain)
    assert code == 0
    assert sum(cell["count"] for cell in told["matrix"]) == told["customers"] == 150
    rows = list(csv.reader(io.StringIO(Path(place).read_text(encoding="utf-8-sig"))))
    assert len(rows) - 1 == len(told["moved"]) > 0
    assert rows[0] == ["Customer", "Name", "From", "To", "What changed", "Why"]
    assert {row[2] for row in rows[1:]} <= {"LOW", "MEDIUM", "HIGH", "CRITICAL", ""}
    db = sqlite3.connect(tmp_path / "audit.sqlite")
    every = db.execute("SELECT action, customer_id, outcome, detail FROM record ORDER BY seq").fetchall()
    made = [row for row in every if row[1] is None]
    assert {row[1] for row in every if row[1]} == {row[0] for row in rows[1:]}
    assert [row[:3] for row in made] == [("policy", None, "success")] * 3
    assert json.loads(made[1][3])["kind"] == "csv"
    assert json.loads(made[0][3])["moved"] == str(len(told["moved"]))
    assert main(["audit", "verify", "--graph", str(demo_book)]) == 0
    # Another CSV takes its place, another kind of file stays.
    assert run("policy", "try", new, "--graph", str(demo_book), "--csv", place)[0] == 0
    (tmp_path / "notes.txt").write_text("mine")
    assert run("policy", "try", new, "--graph", str(demo_book), "--csv", str(tmp_path / "notes.txt"))[0] == 2
    assert run("policy", "try", new, "--graph", str(demo_book), "--as-of", "2030-01-01")[0] == 2


def test_a_book_that_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("policy", "try", changed(tmp_path), "--graph", str(tmp_path / "none.book"))[0] == 3
