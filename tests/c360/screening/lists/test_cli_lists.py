"""The command `lists`: what it prints, its exit codes, and what the audit log says of it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from c360.audit import AuditLog
from c360.screening.lists.held import open_lists
from tests.c360.commands import Run, refused, runner
from tests.c360.screening.lists import files
from tests.factories import make_book


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = make_book(tmp_path, {"Person": [{"customerId": "c1"}]})
    monkeypatch.setenv("C360_GRAPH", str(made))
    monkeypatch.setenv("C360_USER", "ada")
    monkeypatch.setenv("COLUMNS", "150")
    return made


@pytest.fixture
def run(book: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return runner(capfdbinary, "lists")


def on_record(book: Path) -> list[tuple[str, dict[str, str]]]:
    AuditLog(book / "audit.sqlite").verify()
    with closing(sqlite3.connect(book / "audit.sqlite")) as db:
        rows = db.execute("SELECT action, outcome, detail FROM record ORDER BY seq").fetchall()
    assert {action for action, _, _ in rows} == {"load"}
    return [(outcome, json.loads(detail)) for _, outcome, detail in rows]


def test_load_show_compare_and_remove(run: Run, book: Path, tmp_path: Path) -> None:
    assert "nobody is screened" in run().out
    assert run("show", "--json").out == run("--json").out == run("--json", "show").out == "[]\n"
    assert run("--graph", tmp_path / "none.book").code == 3
    folder = files.ofac(tmp_path / "ofac")
    loaded = run("load", "ofac", folder, "--dated", "2026-02-27")
    assert loaded.code == 0, loaded.err
    assert "4 primary, 3 strong, 1 weak" in loaded.out
    told = json.loads(run("load", "un", files.written(tmp_path / "un.xml", files.UN), "--json").out)
    assert (told["name"], told["dated"], told["entries"], told["fresh"]) == (
        "UN Consolidated", "2026-02-27T00:00:09.554Z", 2, True,
    )  # fmt: skip
    assert run("load", "opensanctions", files.simple(tmp_path / "targets.simple.csv")).code == 0

    shown = json.loads(run("show", "--json").out)
    assert [(one["name"], one["dated"]) for one in shown] == [
        ("OFAC SDN", "2026-02-27"),
        ("OpenSanctions", "2026-02-27T08:00:00"),
        ("UN Consolidated", "2026-02-27T00:00:09.554Z"),
    ]
    # Beside the book, where a screening looks.
    lists = open_lists(book.with_name("test.book.screening") / "lists")
    assert [one.digest for one in lists.lists] == [one["digest"] for one in shown]
    assert run().out.count("first version") == 3

    files.ofac(folder, (*files.SDN[:3], files.SDN[3].replace("104", "105").replace("TST", "NEW")))
    assert "1 added, 1 removed, 0 changed" in run("load", "ofac", folder).out
    assert "same as before" in run("load", "ofac", folder).out
    changes = run("changes", "OFAC SDN")
    assert "not stated" in changes.out
    assert "EP-NEW" in changes.out
    assert "EP-TST" in changes.out
    assert json.loads(run("changes", "OFAC SDN", "--json").out)["added"] == ["105"]

    assert "its versions stay" in run("remove", "OFAC SDN").out
    assert "OFAC SDN" not in run("show").out
    assert [(outcome, one["command"], one["list"]) for outcome, one in on_record(book)] == [
        ("success", "lists load", "OFAC SDN"),
        ("success", "lists load", "UN Consolidated"),
        ("success", "lists load", "OpenSanctions"),
        ("success", "lists load", "OFAC SDN"),
        ("success", "lists remove", "OFAC SDN"),
    ]


def test_a_refused_list_leaves_the_old_one_and_is_on_record(run: Run, book: Path, tmp_path: Path) -> None:
    folder = files.ofac(tmp_path / "ofac")
    digest = json.loads(run("load", "ofac", folder, "--json").out)["digest"]
    cut = refused(run("load", "ofac", files.ofac(folder, end="")), 5)
    assert cut == "sdn.csv: it is cut: OFAC's files end in the byte 0x1A, and this one doesn't; nothing was loaded.\n"
    one = ('104,"EP-TST","aircraft","IRAN",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ',)
    files.ofac(folder, one, ('104,11,"aka","EP-TS",-0- ',), ('104,21,-0- ,-0- ,"Iran",-0- ',))
    assert "--allow-shrink" in refused(run("load", "ofac", folder), 5)
    assert json.loads(run("show", "--json").out)[0]["digest"] == digest
    assert [outcome for outcome, _ in on_record(book)] == ["success", "failed", "failed"]
    assert run("load", "ofac", folder, "--allow-shrink").code == 0


def test_wrong_calls(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "invalid choice" in refused(run("load", "eu", tmp_path), 2)
    refused(run("load", "ofac"), 2)
    xml = files.written(tmp_path / "un.xml", files.UN)
    assert "leave out --dated" in refused(run("load", "un", xml, "--dated", "2026-01-01"), 2)
    assert "No list named EU is loaded" in refused(run("remove", "EU"), 1)
    assert "No list named EU is loaded" in refused(run("changes", "EU"), 1)
    assert "no such file" in refused(run("load", "un", tmp_path / "none.xml"), 5)
    assert "There is no book" in refused(run("show", "--graph", tmp_path / "none.book"), 3)
    assert "C360_LISTS" in refused(run("show", "--graph", "ws://127.0.0.1:9"), 2)
    monkeypatch.setenv("C360_LISTS", str(tmp_path / "elsewhere"))
    assert "C360_AUDIT" in refused(run("load", "un", xml, "--graph", "ws://127.0.0.1:9"), 2)
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    assert run("load", "un", xml, "--graph", "ws://127.0.0.1:9").code == 0
    assert [one.name for one in open_lists(tmp_path / "elsewhere").lists] == ["UN Consolidated"]


def test_nothing_is_loaded_that_can_not_be_recorded(run: Run, book: Path, tmp_path: Path) -> None:
    (book / "audit.sqlite").mkdir()
    assert "audit record" in refused(run("load", "ofac", files.ofac(tmp_path / "ofac")), 7)
    assert open_lists(book.with_name("test.book.screening") / "lists").none_loaded


def test_a_damaged_store_is_no_empty_one(run: Run, book: Path, tmp_path: Path) -> None:
    run("load", "ofac", files.ofac(tmp_path / "ofac"))
    store = book.with_name("test.book.screening") / "lists"
    (store / "manifest.json").write_text("{}")
    assert "damaged" in refused(run("show"), 4)
