"""Commands in the role that the access file gives their user: what they show, and what they may not do."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from c360.audit import AuditLog
from c360.verify.check import Check, Disagreement
from tests.c360.commands import Run, refused, runner
from tests.factories import make_book

ACCESS = """
manager_claim = "manager"
[[roles]]
name = "seller"
sections = ["identity", "relationships", "products"]
books = ["all"]
rights = []
[roles.fields]
"identity.basic_info.ssn" = "absent"
"identity.contact_info.email" = "masked"
[roles.part]
everyone = true
[[roles]]
name = "auditor"
sections = []
books = ["all"]
rights = ["audit"]
[[roles]]
name = "administrator"
sections = []
books = ["all"]
rights = ["administer"]
"""
ELSEWHERE = """
[[roles]]
name = "visitor"
sections = ["all"]
books = ["Another bank"]
rights = ["decide", "export", "audit", "administer"]
[roles.part]
everyone = true
"""
NAMES = ("seller", "auditor", "administrator", "visitor")
GRANTS = ELSEWHERE + "".join(f'[[grants]]\nuser = "{name}"\nrole = "{name}"\n' for name in NAMES)
PEOPLE = [{"customerId": "c-1", "name": "Ann Archer", "ssn": "904-71-3358", "email": "ann@quill.example"}]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_book(tmp_path_factory.mktemp("access"), {"Person": PEOPLE}, as_of="2024-06-30")


@pytest.fixture
def log(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file, log = tmp_path / "access.toml", tmp_path / "audit.sqlite"
    file.write_text(ACCESS + GRANTS, "utf-8")
    for name, value in {"GRAPH": made, "ACCESS": file, "AUDIT": log}.items():
        monkeypatch.setenv(f"C360_{name}", str(value))
    return log


@pytest.fixture
def run(log: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command as a user."""
    command = runner(capfdbinary)

    def as_user(user: object, *arguments: object) -> object:
        monkeypatch.setenv("C360_USER", str(user))
        return command(*arguments)

    return as_user  # type: ignore[return-value]


def denied(log: Path) -> list[tuple[str, str, str | None]]:
    AuditLog(log).verify()
    with closing(sqlite3.connect(log)) as db:
        rows = db.execute("SELECT user, action, customer_id FROM record WHERE outcome = 'denied' ORDER BY seq")
        return rows.fetchall()


def test_a_profile_is_as_the_role_sees_it(run: Run) -> None:
    told = run("seller", "profile", "c-1")
    assert told.code == 0
    assert "904-71" not in told.out
    assert "ann@" not in told.out
    assert "a•••@•••.example" not in told.out  # too long an end to be a country's or a kind's
    said = " ".join(told.out.split())
    assert "social security number not for your role" in said
    assert "Not shown to your role: activity, risk, signals, value." in said
    assert "risk not for your role" in said


def test_what_is_no_part_of_the_role_is_exit_6_and_on_record(run: Run, log: Path) -> None:
    refused(run("seller", "profile", "c-1", "--json"), 6)
    refused(run("seller", "flows", "c-1"), 6)
    refused(run("seller", "search", "email:ann@quill.example"), 6)
    refused(run("seller", "screen", "--json"), 6)
    refused(run("seller", "audit", "verify"), 6)
    refused(run("auditor", "profile", "c-1"), 6)
    refused(run("auditor", "search", "ann"), 6)
    refused(run("administrator", "household", "c-1"), 6)
    refused(run("nobody", "profile", "c-1"), 6)
    assert denied(log) == [
        ("seller", "export", "c-1"), ("seller", "view", "c-1"), ("seller", "search", None), ("seller", "screen", None),
        ("seller", "view", None), ("auditor", "view", "c-1"), ("auditor", "search", None),
        ("administrator", "view", "c-1"), ("nobody", "view", "c-1"),
    ]  # fmt: skip


def test_answers_for_programs_leave_with_the_right_to_take_them_alone_and_with_a_digest(
    run: Run, log: Path, tmp_path: Path
) -> None:
    asked = [
        ("search", "archer"), ("household", "c-1"), ("owned", "c-1", "--kind", "person"), ("flows", "c-1"),
        ("connected", "c-1", "c-2"),
    ]  # fmt: skip
    for words in asked:
        refused(run("seller", *words, "--json"), 6)
    assert {one[:2] for one in denied(log)} == {("seller", "export")}
    taker = ACCESS.replace('"seller"', '"taker"').replace("rights = []", 'rights = ["export"]')
    taker = taker.replace('"products"]', '"products", "activity"]').split('[[roles]]\nname = "auditor"')[0]
    (tmp_path / "access.toml").write_text(taker + '[[grants]]\nuser = "taker"\nrole = "taker"\n', "utf-8")
    for words in asked[:4]:
        done = run("taker", *words, "--json")
        assert done.code == 0, done.err
        with closing(sqlite3.connect(log)) as db:
            found = db.execute("SELECT action, detail FROM record ORDER BY seq DESC LIMIT 1").fetchone()
        assert found[0] == "export"
        detail = json.loads(found[1])
        assert detail["answer"] == words[0]
        assert detail["sha256"] == hashlib.sha256(done.out.encode()).hexdigest()


def test_a_book_is_changed_by_those_alone_who_administer(run: Run, log: Path, made: Path) -> None:
    refused(run("seller", "unload", "test", "--into", made), 6)
    refused(run("seller", "lists", "remove", "OFAC"), 6)
    refused(run("seller", "verify"), 6)
    assert [one[1] for one in denied(log)] == ["load", "load", "verify"]
    assert run("auditor", "audit", "verify").code == 0


def test_whoever_administers_verifies_and_is_not_told_whose_figure_disagrees(
    run: Run, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "figures of 1 customers agree" in run("administrator", "verify").out
    wrong = Disagreement("c-1", "products.summary.total_deposits", "1", "2")
    found = Check(1, "", "", "", 1, {}, 1, 9, 1, (wrong,), 1, {}, 0, 0.0)
    monkeypatch.setattr("c360.cli.checking.checked", lambda *_, **__: found)
    said = refused(run("administrator", "verify"), 4)
    assert "1 of 9 figures disagree" in said
    assert not any(one in said for one in ("c-1", "deposits", "checks"))
    assert denied(log) == []


def test_a_masked_field_finds_nobody(run: Run) -> None:
    assert run("seller", "search", "ann@quill.example").out == "Nothing found.\n"
    assert "c-1" in run("seller", "search", "archer").out


def test_a_broken_access_file_lets_nobody_in(run: Run, tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text(ACCESS + GRANTS.replace('"auditor"', '"editor"'), "utf-8")
    assert "line" in refused(run("seller", "profile", "c-1"), 2)


def test_in_a_book_that_is_not_the_roles_it_finds_screens_and_changes_nothing(
    run: Run, log: Path, made: Path, tmp_path: Path
) -> None:
    for words in (
        ("search", "archer"), ("screen",), ("screen", "Ann Archer"), ("screen", "decisions"), ("verify",),
        ("audit", "show"), ("unload", "test", "--into", made), ("lists", "remove", "OFAC"), ("approve",),
        ("profile", "c-1"),
    ):  # fmt: skip
        refused(run("visitor", *words), 6)
    assert [one[:2] for one in denied(log)] == [
        ("visitor", one) for one in
        ("search", "screen", "screen", "screen", "verify", "view", "load", "load", "approve", "view")
    ]  # fmt: skip
    other = make_book(tmp_path, {"Person": PEOPLE}, as_of="2024-06-30", name="Another bank", book="other.book")
    told = run("visitor", "search", "archer", "--json", "--graph", other)
    assert [one["id"] for one in json.loads(told.out)] == ["c-1"]


def test_a_role_of_some_books_makes_a_new_one_and_nothing_else_where_there_is_none(run: Run, tmp_path: Path) -> None:
    refused(run("visitor", "audit", "show", "--graph", tmp_path / "nowhere"), 3)
    said = refused(run("visitor", "load", "x", tmp_path / "none", "--into", tmp_path / "new.book"), 1)
    assert "No source is called x" in said  # it came as far as that
