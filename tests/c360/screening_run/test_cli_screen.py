"""The command `screen`: a book, a name, a table of names, decisions; its exit codes, and what is on record."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from c360.access import LOCAL, NOBODY, Role
from c360.audit import AuditLog
from c360.cli import main, screening_book
from c360.policy import load
from tests.c360.commands import Run, refused, runner
from tests.c360.screening_run.test_run import FIRMS, HARBOUR, OTHERS, PEOPLE, VORLAK, listed, put
from tests.factories import make_book


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screened")
    make_book(folder, {"Person": PEOPLE, "Company": FIRMS}, as_of="2026-02-28")
    put(folder / "test.book.screening", [VORLAK, HARBOUR, *OTHERS])
    return folder


@pytest.fixture
def book(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    book = tmp_path / "test.book"
    monkeypatch.setenv("C360_GRAPH", str(book))
    monkeypatch.setenv("C360_USER", "ada")
    monkeypatch.setenv("COLUMNS", "170")
    return book


@pytest.fixture
def run(book: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return runner(capfdbinary, "screen")


def on_record(book: Path) -> list[tuple[str, str | None, str, dict[str, Any]]]:
    AuditLog(book / "audit.sqlite").verify()
    with closing(sqlite3.connect(book / "audit.sqlite")) as db:
        rows = db.execute("SELECT action, customer_id, outcome, detail FROM record ORDER BY seq").fetchall()
    return [(action, customer, outcome, json.loads(detail)) for action, customer, outcome, detail in rows]


def test_a_book_is_screened_decided_on_and_asks_again_when_an_entry_changes(run: Run, book: Path) -> None:
    told = json.loads(run("--json").out)
    assert {key: told[key] for key in ("screened", "compared", "not_screened", "hidden")} == {
        "screened": 6, "compared": 6, "not_screened": {"no name": 1}, "hidden": 0,
    }  # fmt: skip
    assert [(one["customer"], one["kind"], one["entry_id"], one["state"]) for one in told["candidates"]] == [
        ("c1", "Person", "1", "open"), ("f1", "Company", "2", "open"),
    ]  # fmt: skip
    assert told["lists"][0]["name"] == "A"

    decided = run("decide", "c1", "A", "1", "dismissed", "--reason", "born elsewhere")
    assert decided.code == 0, decided.err
    assert run("decide", "f1", "A", "2", "confirmed", "--reason", "same register", "--kind", "company").code == 0
    told = refused_second = refused(run("decide", "c1", "A", "1", "confirmed", "--reason", "no"), 5)
    assert "ada dismissed this match" in refused_second
    assert "--anyway" in told
    rows = json.loads(run("--changed", "--json").out)["candidates"]
    assert [(one["customer"], one["state"]) for one in rows] == [("c1", "dismissed"), ("f1", "confirmed")]
    assert rows[0]["decision"]["reason"] == "born elsewhere"

    put(book.parent / "test.book.screening", [listed(1, "VORLAK, Ivo", "1961-05-05", remarks=["x"]), *OTHERS])
    shown = run("--changed")
    assert "asks again: the listed entry changed since" in shown.out
    assert "asks again: screening finds it no longer" in shown.out
    assert run("decide", "c1", "A", "1", "confirmed", "--reason", "it is him", "--anyway").code == 0
    held = json.loads(run("decisions", "c1", "--json").out)
    assert [(one["number"], one["outcome"], one["by"]) for one in held] == [
        (1, "dismissed", "ada"), (3, "confirmed", "ada"),
    ]  # fmt: skip
    assert "same register" in run("decisions").out
    actions = [(action, customer, outcome) for action, customer, outcome, _ in on_record(book)]
    assert actions[:4] == [
        ("screen", None, "success"), ("screen", "c1", "success"), ("screen", "f1", "success"),
        ("export", None, "success"),
    ]  # fmt: skip
    assert ("decide", "c1", "failed") in actions
    # Whom the last run no longer finds is shown as asking again, so it is on record as well; and so with decisions.
    assert actions.count(("screen", "f1", "success")) == 4
    assert actions[-2:] == [("screen", "c1", "success"), ("screen", "f1", "success")]


def test_a_dismissal_covers_the_same_person_on_another_list_only_where_the_policy_says_so(
    run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "test.book.screening", [listed(9, "Ivo Vorlak", "1961-05-05", list_="B")], "B")
    assert run("decide", "c1", "A", "1", "dismissed", "--reason", "born elsewhere").code == 0

    def states() -> dict[str, str]:
        rows = json.loads(run("--json").out)["candidates"]
        return {one["list"]: one["state"] for one in rows if one["customer"] == "c1"}

    assert states() == {"A": "dismissed", "B": "open"}
    text = (files("c360") / "policy.toml").read_text("utf-8")
    policy = tmp_path / "policy.toml"
    policy.write_text(text.replace("dismissal_covers_twins = false", "dismissal_covers_twins = true"), "utf-8")
    monkeypatch.setenv("C360_POLICY", str(policy))
    assert states() == {"A": "dismissed", "B": "dismissed"}


def test_one_name_as_the_contract_has_it(run: Run, book: Path) -> None:
    told = json.loads(run("Ivo Vorlak", "--born", "1961-05-05", "--country", "ua", "--json").out)
    assert set(told) == {"subject", "lists", "candidates"}
    assert set(told["lists"][0]) == {"name", "date", "digest"}
    (one,) = told["candidates"]
    assert set(one) == {"list", "entry_id", "name", "score", "match", "features"}
    assert (one["list"], one["entry_id"], one["match"]) == ("A", "1", True)
    assert sum(each["effect"] for each in one["features"]) == pytest.approx(one["score"])
    assert set(one["features"][0]) == {"name", "effect", "words"}
    away = json.loads(run("Ivo Vorlak", "--born", "1930", "--json").out)["candidates"]
    assert [(each["match"], each["score"] >= 0.5) for each in away] == [(False, True)]  # a near miss
    assert json.loads(run("Zzyzx Qwrtp", "--json").out)["candidates"] == []
    assert "near" in run("Zzyzx Qwrtp").out
    ((action, customer, outcome, detail), *_) = on_record(book)
    assert (action, customer, outcome, detail["matches"]) == ("screen", None, "success", "1")
    assert "Vorlak" not in str(on_record(book))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["Ivo", "Vorlak"], 2), (["Ivo", "--born", "1961-13"], 2), (["Ivo", "--country", "Ruritania"], 2),
        (["..."], 2), (["Ivo", "--changed"], 2), (["--born", "1961"], 2), (["Ivo", "--schema", "Dog"], 2),
        (["decide", "c1", "A", "1"], 2), (["decide", "c1", "A", "1", "perhaps", "--reason", "x"], 2),
        (["decide", "c1", "A", "1", "dismissed"], 2), (["decide", "c1", "B", "1", "dismissed", "--reason", "x"], 1),
        (["decide", "c1", "A", "99", "dismissed", "--reason", "x"], 1),
        (["decide", "nobody", "A", "1", "dismissed", "--reason", "x"], 1),
        (["decide", "c4", "A", "1", "dismissed", "--reason", "x"], 5), (["--names", "nowhere.csv"], 2),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_in_one_sentence(run: Run, arguments: list[str], code: int) -> None:
    refused(run(*arguments), code)


def test_without_a_list_it_says_not_screened_and_gives_no_empty_result(run: Run, book: Path, tmp_path: Path) -> None:
    from c360.screening.lists import store

    store.take_away(tmp_path / "test.book.screening" / "lists", "A")
    assert "doesn't mean that anybody is clear" in refused(run("--json"), 5)
    assert "doesn't mean clear" in refused(run("Ivo Vorlak", "--json"), 5)
    assert [outcome for _, _, outcome, _ in on_record(book)] == ["failed", "failed"]
    assert not (tmp_path / "test.book.screening" / "run.sqlite").exists()


def test_a_table_of_names(run: Run, book: Path, tmp_path: Path) -> None:
    put(book.parent / "test.book.screening", [HARBOUR], "B", "2026-02-27T00:00:09.554Z")
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        'id,name,born,country\n=7,"Vorlak, Ivo",1961,ua\n8,Zzyzx Qwrtp,,\n9,=cmd|x,,\n', encoding="utf-8-sig"
    )
    done = run("--names", source, "--csv", target)
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))))
    assert [(one["Line"], one["Id"], one["Result"], one["Entry"]) for one in rows] == [
        ("2", "'=7", "match", "1"), ("3", "8", "none near", ""), ("4", "9", "none near", ""),
    ]  # fmt: skip
    assert rows[2]["Name"] == "'=cmd|x"
    assert rows[0]["Screened against"] == "A (day not stated), B (2026-02-27)"
    assert on_record(tmp_path / "test.book")[-1][3]["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert run("--names", source, "--csv", target).code == 0  # over its own, and over nothing else
    refused(run("--names", source, "--csv", source.with_name("test.book")), 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,dob\nA B,1961\n", "first line names its columns"), ("born\n1961\n", "first line"),
        ("name,born\nA B,61\n", "Line 2 of the table"), ("name\nA B\n\n \n", "Line 4"), ("name,born\nA B\n", "1 cells"),
        ("name\n", "no names"), ('name\n"A', "no CSV at line 2"), ("name,country\nA,Ruritania\n", "country"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_with_its_line_and_the_reason(run: Run, tmp_path: Path, text: str, reason: str) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    assert reason in refused(run("--names", source, "--csv", target), 5)
    assert not target.exists()


def test_whom_the_role_is_not_for_is_neither_named_nor_counted(
    run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Role("nobody's", part=NOBODY, rights=LOCAL.rights)
    monkeypatch.setattr(screening_book, "for_screening", lambda *_, **__: nobody)
    target = tmp_path / "out.csv"
    told = json.loads(run("--json", "--csv", target).out)
    assert (told["hidden"], [one["customer"] for one in told["candidates"]]) == (None, ["f1"])
    assert "VORLAK" not in target.read_text("utf-8-sig")
    assert "LUMEN" in target.read_text("utf-8-sig")
    assert [told[one] for one in ("screened", "compared", "not_screened")] == [None] * 3
    shown = run()
    assert "your part" in shown.out
    assert "Compared now" not in shown.out
    assert "no name" not in shown.out
    assert {customer for _, customer, _, _ in on_record(book)} == {None, "f1"}


def test_every_record_names_the_policy(run: Run, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("Ivo Vorlak").code == run().code == 0
    assert run("decide", "c1", "A", "1", "dismissed", "--reason", "born elsewhere").code == run("decisions").code == 0
    changed = tmp_path / "policy.toml"
    changed.write_bytes((files("c360") / "policy.toml").read_bytes() + b"\n# changed\n")
    monkeypatch.setenv("C360_POLICY", str(changed))
    refused(run("decide", "nobody", "A", "1", "dismissed", "--reason", "born elsewhere"), 1)
    *told, (_, _, _, last) = on_record(book)
    assert {action for action, _, _, _ in told} == {"screen", "decide"}
    assert {detail.get("policy") for _, _, _, detail in told} == {load().digest}
    assert last["policy"] == load(changed).digest


def test_a_file_of_candidates_is_on_record_with_its_digest(run: Run, book: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert run().code == 0
    assert "export" not in [action for action, *_ in on_record(book)]
    assert run("--csv", target).code == 0
    action, customer, outcome, detail = on_record(book)[-1]
    assert (action, customer, outcome, detail["kind"]) == ("export", None, "success", "screening")
    assert detail["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert int(detail["rows"]) == len(target.read_text("utf-8-sig").splitlines()) - 1


def test_names_that_want_to_be_more_stay_text(run: Run, book: Path) -> None:
    hostile = "\u202e<script>=1+1'; DROP TABLE decision; --\x1b[31m"
    assert run(hostile).code == 0
    done = run("decide", "c1", "A", "1", "dismissed", "--reason", hostile)
    assert done.code == 0
    assert "\x1b[31m" not in run("decisions").out
    assert json.loads(run("decisions", "--json").out)[0]["reason"] == hostile.strip()


def test_a_policy_is_tried_with_the_lists(book: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    capfdbinary.readouterr()
    assert main(["policy", "try", str(files("c360") / "policy.toml"), "--json"]) == 0
    told = json.loads(capfdbinary.readouterr()[0])
    assert [one["count"] for one in told["matrix"] if one["before"] == one["after"] == "CRITICAL"] == [1]


def test_a_listed_name_takes_no_terminal_over(run: Run, book: Path) -> None:
    put(book.parent / "test.book.screening", [listed(1, "VORLAK, \x1b[31mIvo", "1961-05-05"), *OTHERS])
    done = run("decide", "c1", "A", "1", "dismissed", "--reason", "born elsewhere")
    assert done.code == 0, done.err
    assert "\x1b" not in done.out + run("Ivo Vorlak").out + run().out
