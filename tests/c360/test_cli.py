"""The command line: exit codes of the contract, silence on stdout when it fails, one sentence on stderr."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from c360.audit import AuditLog
from tests.c360.commands import Done, Run, refused, runner
from tests.factories import make_book

ROOT = Path(__file__).parents[2]
HOSTILE = "<b>[bold]Ann\x1b[31m\u202e [/bold]O’Brien\x07\nend"


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return runner(capfdbinary)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("C360_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("C360_USER", "ada")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of one bank day: Ann with an SSN, a passport, an account; and Ben, of whom little is known."""
    return make_book(
        tmp_path_factory.mktemp("cli"),
        {
            "Person": [
                {"customerId": "c-1", "name": "Ann Miller", "ssn": "123-45-6789", "email": "ann@example.com",
                 "phone": "+1 212 555 0147", "dateOfBirth": "1980-02-03", "customerSince": "2015-03-15"},
                {"customerId": "c-2", "name": "Ben Miller"},
                {"customerId": "c-3", "name": HOSTILE.replace("\n", " ")},
            ],
            "Account": [
                {"accountNumber": "A-1", "accountType": "CHECKING", "balance": "1250.50", "status": "ACTIVE",
                 "currency": "USD"},
                {"accountNumber": "A-2", "accountType": "CHECKING", "currency": "USD"},
            ],
            "Document": [{"type": "PASSPORT", "number": "P12345678", "expiryDate": "2030-01-01"}],
        },
        {
            "OWNS.Person.Account": [("c-1", "A-1")],
            "HAS_DOCUMENT.Person.Document": [("c-1", "Document-1")],
            "TRANSACTION.Account.Account": [
                {"from": "A-1", "to": "A-2", "transactionId": "T-1", "amount": "20.00", "currency": "USD",
                 "type": "CARD", "timestamp": "2024-06-29 10:00:00"},
            ],
        },
        as_of="2024-06-30",
    )  # fmt: skip


@pytest.fixture
def book(made: Path, tmp_path: Path) -> str:
    """A copy that a test may change."""
    return str(shutil.copytree(made, tmp_path / "bank.book"))


def audited(book: str) -> list[tuple[str, str, str, str | None]]:
    with closing(sqlite3.connect(Path(book) / "audit.sqlite")) as db:
        return db.execute("SELECT user, action, outcome, customer_id FROM record ORDER BY seq").fetchall()


def test_a_profile_as_json_is_the_contract(run: Run, book: str) -> None:
    done = run("profile", "c-1", "--graph", book, "--json")
    assert (done.code, done.err) == (0, "")
    profile = json.loads(done.out)
    assert profile["schema"] == "c360.profile/1"
    assert profile["identity"]["basic_info"]["ssn"] == "***-**-6789"
    assert profile["identity"]["documents"][0]["number"] == "****5678"
    assert profile["sections"]["identity"]["masked"] == ["documents.number", "ssn"]
    assert "123-45" not in done.out
    assert audited(book) == [("ada", "view", "success", "c-1"), ("ada", "export", "success", "c-1")]


def test_a_profile_for_a_person_has_all_six_sections(run: Run, book: str) -> None:
    done = run("profile", "c-1", "--graph", book)
    assert (done.code, done.err) == (0, "")
    for word in ("Ann Miller", "Identity", "Relationships", "Products", "Activity", "Risk", "Value", "1,250.50",
                 "3 Feb 1980", "***-**-6789", "30 Jun 2024", "unknown"):  # fmt: skip
        assert word in done.out
    assert "6789" in done.out
    assert "12345678" not in done.out
    assert "\x1b" not in done.out, "no colours where stdout is no terminal"
    assert not re.search(r"\bNone\b(?! of)", done.out), "nobody reads Python here"


def test_hostile_text_takes_no_terminal_over(run: Run, book: str) -> None:
    done = run("profile", "c-3", "--graph", book)
    assert done.code == 0
    assert "<b>[bold]Ann[31m [/bold]O’Brien end" in done.out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", done.out)


def test_as_of_and_lookback_are_followed(run: Run, book: str) -> None:
    done = run("profile", "c-1", "--graph", book, "--as-of", "2024-06-30", "--lookback", "7", "--json")
    assert json.loads(done.out)["activity"]["window"] == {"from": "2024-06-23", "to": "2024-06-30", "days": 7}


def test_the_graph_comes_from_the_environment(run: Run, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C360_GRAPH", book)
    assert run("search", "ann", "--json").code == 0


def test_search_prints_the_hits(run: Run, book: str) -> None:
    done = run("search", "miller ann", "--graph", book, "--json")
    assert json.loads(done.out) == [
        {
            "kind": "person",
            "id": "c-1",
            "name": "Ann Miller",
            "score": 1.0,
            "matched": "name",
            "how": "exact",
            "town": None,
            "born": "1980-02-03",
        }
    ]
    assert json.loads(run("search", "Miller", "--graph", book, "--limit", "1", "--json").out)[0]["id"] == "c-1"
    assert "Ann Miller" in run("search", "miller", "--graph", book).out
    looked, took = ("ada", "search", "success", None), ("ada", "export", "success", None)
    assert audited(book) == [looked, took, looked, took, looked]


def test_no_hits_are_no_failure(run: Run, book: str) -> None:
    assert run("search", "123-45-6789", "--graph", book, "--json") == Done(0, "[]\n", "")
    assert run("search", "nobody", "--graph", book) == Done(0, "Nothing found.\n", "")


def test_no_such_customer_is_1_and_recorded(run: Run, book: str) -> None:
    assert "no such customer" in refused(run("profile", "c-99", "--graph", book), 1).lower()
    assert audited(book) == [("ada", "view", "no such customer", "c-99")]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("profile",),
        ("profile", "c-1", "--as-of", "30.6.2024"),
        ("profile", "c-1", "--as-of", "2999-01-01"),
        ("profile", "c-1", "--lookback", "0"),
        ("profile", "c-1", "--lookback", "-5"),
        ("profile", "c-1", "--lookback", "99999999999999999999"),
        ("profile", "c-1", "--nonsense"),
        ("search", "x", "--limit", "two"),
        ("search", "x", "--limit", "5000"),
        ("search", "x" * 1000),
        ("load", "berka"),
        ("load", "berka", "tests/data/berka", "--into", ""),
        ("load", "berka", "tests/data/berka", "--into", " "),
        ("load", "berka", "", "--into", "x.book"),
        ("load", "berka", "tests/data/berka", "--into", "never.book", "--as-of", "9999-12-31"),
        ("load", "berka", "tests/data/berka", "--into", "never.book", "--as-of", "0001-01-01"),
        ("unload", "berka", "--into", ""),
        ("demo", "--into", ""),
        ("audit",),
    ],
)
def test_wrong_use_is_2(run: Run, book: str, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C360_GRAPH", book)
    monkeypatch.chdir(ROOT)
    refused(run(*arguments), 2)
    assert not Path("never.book").exists()


@pytest.mark.parametrize(("name", "value"), [("C360_GRAHP", "x"), ("C360_POLICY", "/nowhere"), ("C360_GRAPH", "")])
def test_wrong_settings_are_2(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert name in refused(run("search", "x"), 2)


def test_a_wrong_policy_file_is_2_and_names_the_line(
    run: Run, book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('version = "1"\nthis is no TOML\n')
    monkeypatch.setenv("C360_POLICY", str(policy))
    assert "line 2" in refused(run("profile", "c-1", "--graph", book), 2)
    assert [row[1:] for row in audited(book)] == [("view", "failed", "c-1")]


@pytest.mark.parametrize("command", [("profile", "c-1"), ("search", "x"), ("audit", "verify")])
def test_a_graph_that_is_not_there_is_3(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    refused(run(*command, "--graph", str(tmp_path / "nowhere.book")), 3)
    assert not (tmp_path / "nowhere.book").exists()


@pytest.mark.parametrize("command", [("profile", "c-1"), ("search", "x"), ("schema", "diff"), ("schema", "apply")])
def test_a_server_that_is_not_there_is_3(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    assert "can't be reached" in refused(run(*command, "--graph", "ws://127.0.0.1:1"), 3)


@pytest.mark.parametrize("command", [("profile", "c-1"), ("search", "x"), ("audit", "verify"), ("verify",)])
def test_what_a_server_has_not_is_said(run: Run, command: tuple[str, ...]) -> None:
    said = refused(run(*command, "--graph", "ws://127.0.0.1:1"), 2)
    assert "C360_AUDIT" in said or "a book's own files" in said


@pytest.mark.parametrize("task", ["apply", "diff"])
def test_a_book_has_no_schema_to_apply(run: Run, book: str, task: str) -> None:
    assert "for a graph server" in refused(run("schema", task, "--graph", book), 2)


def test_a_damaged_book_is_said(run: Run, book: str) -> None:
    (Path(book) / "generations" / "000001" / "graph.gsnap").write_bytes(b"\x00" * 100)
    assert run("profile", "c-1", "--graph", book).code in (3, 4)
    (Path(book) / "current").write_text("what?")
    refused(run("profile", "c-1", "--graph", book), 4)
    assert {row[1:] for row in audited(book)} == {("view", "failed", "c-1")}


def test_a_failure_is_one_sentence(run: Run, book: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = refused(run("load", "berka", str(tmp_path / "empty"), "--into", book), 5)
    assert said.startswith("Refused, nothing was changed (")
    assert ". " not in said


def test_a_report_says_from_when_balances_are_and_what_is_not_held(run: Run, book: str) -> None:
    earlier = run("profile", "c-1", "--graph", book, "--as-of", "2024-06-01").out
    assert "balances of 30 Jun 2024" in " ".join(earlier.split())
    assert "Fraud alerts: not held in this book" in earlier
    assert "Alerts: none" not in earlier


def test_a_search_that_was_cut_says_so(run: Run, book: str) -> None:
    assert "there may be more" in run("search", "miller", "--graph", book, "--limit", "1").out
    assert "there may be more" not in run("search", "miller", "--graph", book).out


def test_a_tampered_audit_log_is_4(run: Run, book: str) -> None:
    refused(run("audit", "verify", "--graph", book), 1)
    run("profile", "c-1", "--graph", book)
    run("search", "ann", "--graph", book)
    done = run("audit", "verify", "--graph", book)
    assert done.out.startswith("2 records, each sealing the one before.\n1 sealed by 1 checkpoint; 1 not yet sealed.")
    assert (done.code, done.err) == (0, "")
    with closing(sqlite3.connect(Path(book) / "audit.sqlite")) as db, db:
        db.execute("UPDATE record SET user = 'eve' WHERE seq = 1")
    assert "record 1" in refused(run("audit", "verify", "--graph", book), 4)


def test_input_that_is_wrong_is_5_and_the_book_is_as_it_was(run: Run, book: str, tmp_path: Path) -> None:
    source, files = tmp_path / "sql", tmp_path / "files"
    source.mkdir()
    files.mkdir()
    (source / "Person.sql").write_text("SELECT id AS \"customerId\", name FROM 'people.csv'")
    refused(run("load", "crm", str(files), "--into", book, "--source", str(source)), 5)
    (files / "people.csv").write_text("id,name\nc-1,Somebody Else\nc-1,Twice\n")
    refused(run("load", "crm", str(files), "--into", book, "--source", str(source)), 5)
    assert json.loads(run("profile", "c-1", "--graph", book, "--json").out)["book"]["generation"] == 1


def test_load_and_unload_change_the_book_and_say_what_they_did(run: Run, book: str, tmp_path: Path) -> None:
    source, files = tmp_path / "sql", tmp_path / "files"
    source.mkdir()
    files.mkdir()
    (source / "Person.sql").write_text("SELECT id AS \"customerId\", name FROM 'people.csv'")
    (files / "people.csv").write_text("id,name\nc-7,Zoë Ångström\n")
    done = run("load", "crm", str(files), "--into", book, "--source", str(source), "--as-of", "2024-06-30")
    assert (done.code, done.err) == (0, "")
    assert "crm" in done.out
    assert json.loads(run("search", "angstrom", "--graph", book, "--json").out)[0]["id"] == "c-7"
    done = run("unload", "crm", "--from", book, "--json")
    assert json.loads(done.out)["generation"] == 3
    assert run("search", "angstrom", "--graph", book, "--json").out == "[]\n"
    refused(run("unload", "crm", "--into", book), 1)
    assert [row[1:3] for row in audited(book) if row[1] == "load"] == [
        ("load", "success"), ("load", "success"), ("load", "failed"),
    ]  # fmt: skip


def test_a_source_nobody_ships_is_1(run: Run, tmp_path: Path) -> None:
    refused(run("load", "nonsense", str(tmp_path), "--into", str(tmp_path / "new.book")), 1)
    assert not (tmp_path / "new.book").exists()


def test_without_an_audit_record_nothing_is_shown_and_it_is_7(
    run: Run, book: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "nowhere" / "audit.sqlite"))
    for command in (("profile", "c-1"), ("profile", "c-1", "--json"), ("profile", "c-99"), ("search", "ann")):
        assert "Nothing is shown" in refused(run(*command, "--graph", book), 7)


def crm(tmp_path: Path) -> list[str]:
    """The arguments of a load that would be fine."""
    for name, text in {"sql/Person.sql": "SELECT id AS customerId FROM 'p.csv'", "files/p.csv": "id\nc-7\n"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return ["crm", str(tmp_path / "files"), "--source", str(tmp_path / "sql"), "--as-of", "2024-06-30"]


def test_without_an_audit_record_no_book_is_changed(
    run: Run, book: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load = crm(tmp_path)
    assert run("load", *load, "--into", book).code == 0
    before = (Path(book) / "current").read_bytes()
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "nowhere" / "audit.sqlite"))
    said = refused(run("load", *load, "--into", book), 7)
    assert said.startswith("The load was not done and the book is as it was, because the audit record can't be written")
    assert "The unload was not done" in refused(run("unload", "crm", "--into", book), 7)
    first = ("berka", str(ROOT / "tests" / "data" / "berka"))
    assert "was not done" in refused(run("load", *first, "--into", str(tmp_path / "new.book")), 7)
    assert "The demo was not done" in refused(run("demo", "--into", str(tmp_path / "d.book"), "--customers", "100"), 7)
    assert (Path(book) / "current").read_bytes() == before
    assert not (tmp_path / "new.book").exists()
    assert not (tmp_path / "d.book").exists()


def test_a_change_that_fails_after_its_record_is_recorded_as_failed(
    run: Run, book: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rename = os.rename

    def failing(source: Path, target: Path) -> None:
        if Path(target).name == "current":
            raise OSError(5, "Input/output error")
        rename(source, target)

    monkeypatch.setattr(os, "rename", failing)
    assert "It is as it was" in refused(run("load", *crm(tmp_path), "--into", book), 3).replace("; it is", ". It is")
    assert [row[1:3] for row in audited(book)] == [("load", "success"), ("load", "failed")]
    monkeypatch.undo()
    monkeypatch.setenv("C360_USER", "ada")
    assert json.loads(run("load", *crm(tmp_path), "--into", book, "--json").out)["generation"] == 2


def test_the_record_stands_before_the_book_changes(run: Run, book: str, tmp_path: Path) -> None:
    new = str(tmp_path / "new.book")
    assert run("load", "berka", str(ROOT / "tests" / "data" / "berka"), "--into", new).code == 0
    assert audited(new) == [("ada", "load", "success", None)]


def test_a_book_whose_pointer_is_lost_is_4_and_loses_nothing(run: Run, book: str, tmp_path: Path) -> None:
    pointer = Path(book) / "current"
    for text in (None, b"\xff", b'{"format":1,"generation":1e400}'):
        pointer.unlink(missing_ok=True)
        if text is not None:
            pointer.write_bytes(text)
        for command in (("load", *crm(tmp_path), "--into"), ("unload", "test", "--into"), ("profile", "c-1", "--graph"),
                        ("search", "x", "--graph")):  # fmt: skip
            assert "to repair it write" in refused(run(*command, book), 4).lower()
        assert (Path(book) / "generations" / "000001" / "graph.gsnap").is_file()


def test_a_folder_that_is_not_there_is_1_and_a_file_within_it_5(run: Run, book: str, tmp_path: Path) -> None:
    load = crm(tmp_path)
    assert "no folder" in refused(run("load", "berka", str(tmp_path / "nowhere"), "--into", book), 1)
    assert "no folder" in refused(run("load", *load[:3], str(tmp_path / "nowhere"), "--into", book), 1)
    (tmp_path / "files" / "p.csv").unlink()
    assert "p.csv" in refused(run("load", *load, "--into", book), 5)


def test_rejected_rows_over_another_file_are_2(run: Run, book: str, tmp_path: Path) -> None:
    load = crm(tmp_path)
    for path in (tmp_path / "files" / "p.csv", Path(book) / "current", tmp_path):
        refused(run("load", *load, "--into", book, "--rejects", str(path)), 2)
    assert (tmp_path / "files" / "p.csv").read_text() == "id\nc-7\n"


def test_another_audit_log_is_written_and_verified(
    run: Run, book: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "elsewhere.sqlite"))
    run("search", "ann", "--graph", book)
    assert run("audit", "verify").out.startswith("1 records")
    assert not (Path(book) / "audit.sqlite").exists()


def test_what_nobody_foresaw_is_a_sentence_and_the_details_go_to_the_log(
    run: Run, book: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setenv("C360_LOG", str(tmp_path / "details.log"))
    monkeypatch.setattr("c360.search.Search.find", broken)
    assert "secret" not in refused(run("search", "x", "--graph", book), 1)
    kept = tmp_path / "details.log"
    assert "RuntimeError: secret detail" in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600  # it may be of a customer
    kept.chmod(0o640)
    refused(run("search", "x", "--graph", book), 1)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640  # what somebody set stays


@pytest.mark.parametrize("customer", ["", " ", "c-1' OR 1=1", "g.V().drop()", "x" * 100_000, "\x1b[2J", "日本"])
def test_hostile_ids_are_no_such_customer(run: Run, book: str, customer: str) -> None:
    refused(run("profile", customer, "--graph", book), 1)
    assert AuditLog(Path(book) / "audit.sqlite").verify() == 1


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "c360", *arguments],
        cwd=ROOT, capture_output=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


def test_as_a_user_starts_it(book: str) -> None:
    done = python("profile", "c-1", "--graph", book, "--json", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["summary"]["name"] == "Ann Miller"
    assert python("--help").stdout.startswith(b"usage: python -m c360")
    wrong = python("profile")
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count(b"\n")) == (2, b"", 1)


def test_a_reader_that_leaves_early_is_no_failure(book: str) -> None:
    command = f"{sys.executable} -m c360 profile c-1 --graph {book} --json | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("{\n0\n", "")


def test_a_full_disk_behind_stdout_is_said(book: str) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "c360", "search", "ann", "--graph", book],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_the_demo_bank_comes_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    refused(run("demo", "--into", str(tmp_path / "few.book"), "--customers", "5"), 2)
    refused(run("demo", "--into", str(tmp_path / "nowhere" / "x.book")), 2)
    assert list(tmp_path.iterdir()) == []
    book = str(tmp_path / "small.book")
    done = run("demo", "--into", book, "--customers", "100")
    assert (done.code, done.err) == (0, "")
    assert "customer-12345" in done.out
    assert [path.name for path in tmp_path.iterdir()] == ["small.book"]
    assert audited(book) == [("ada", "load", "success", None), ("ada", "verify", "success", None)]
    assert (
        json.loads(run("profile", "customer-12345", "--graph", book, "--json").out)["value"]["lifetime_value"]
        == "28900.00"
    )


def test_two_sentences_become_one(capsys: pytest.CaptureFixture[str]) -> None:
    from c360.cli import _fail

    assert _fail("The book can't be written: no room. It is as it was. DuckDB said so.", 3) == 3
    assert capsys.readouterr().err == "The book can't be written: no room; it is as it was; DuckDB said so.\n"
