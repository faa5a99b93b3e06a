"""The audit log: one chain however many write, any tampering found, and no record ever pretended."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360 import audit
from c360.audit import GENESIS, AuditLog, NullLog, Record
from c360.errors import AuditFailed, C360Error, IntegrityError


def view(log: AuditLog | NullLog, customer: str = "customer-1") -> int:
    return log.record(viewed(customer))


def viewed(customer: str = "customer-1") -> Record:
    return Record(
        user="ada", action="view", customer_id=customer, sections=("identity", "risk"), outcome="success",
        profile_id="C360-customer-1-20240630-00000000", detail={"as_of": "2024-06-30"},
    )  # fmt: skip


def rows(path: Path) -> list[dict[str, object]]:
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM record ORDER BY seq")]


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(statement)


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def test_a_record_says_who_what_and_when(log: AuditLog) -> None:
    before = datetime.now(UTC)
    assert (view(log), view(log)) == (1, 2)
    first, second = rows(log.path)
    assert before <= datetime.fromisoformat(str(first["at"])) <= datetime.now(UTC)
    assert str(first["at"]).endswith("+00:00")
    assert (first["user"], first["action"], first["customer_id"], first["outcome"]) == (
        "ada", "view", "customer-1", "success",
    )  # fmt: skip
    assert first["sections"] == '["identity","risk"]'
    assert first["detail"] == '{"as_of":"2024-06-30"}'
    assert (first["before"], second["before"]) == (GENESIS, first["digest"])
    assert log.verify() == 2


def test_naming_a_log_makes_no_file(log: AuditLog) -> None:
    assert not log.path.exists()


def test_another_process_goes_on_where_this_one_stopped(log: AuditLog) -> None:
    view(log)
    log.close()
    assert view(AuditLog(log.path)) == 2
    assert view(log) == 3
    assert log.verify() == 3


@pytest.mark.parametrize(
    "column", ["at", "user", "action", "customer_id", "sections", "outcome", "profile_id", "detail"]
)
def test_a_changed_record_is_named(log: AuditLog, column: str) -> None:
    for _ in range(5):
        view(log)
    change(log.path, f"UPDATE record SET {column} = 'x' WHERE seq = 3")
    with pytest.raises(IntegrityError, match="record 3 was changed"):
        log.verify()


def test_a_record_whose_digest_was_made_to_fit_breaks_the_next(log: AuditLog, tmp_path: Path) -> None:
    other = AuditLog(tmp_path / "other.sqlite")
    for _ in range(4):
        view(log)
        view(other, "customer-2")
    forged = rows(other.path)[1]
    values = ", ".join(f"{name} = '{forged[name]}'" for name in ("customer_id", "at", "before", "digest"))
    change(log.path, f"UPDATE record SET {values} WHERE seq = 2")
    with pytest.raises(IntegrityError, match="record 2 doesn't follow"):
        log.verify()


def test_a_removed_record_is_named(log: AuditLog) -> None:
    for _ in range(5):
        view(log)
    change(log.path, "DELETE FROM record WHERE seq = 2")
    with pytest.raises(IntegrityError, match="record 2 is missing"):
        log.verify()


def test_a_removed_record_shows_even_when_the_others_are_numbered_anew(log: AuditLog) -> None:
    for _ in range(3):
        view(log)
    change(log.path, "DELETE FROM record WHERE seq = 2")
    change(log.path, "UPDATE record SET seq = 2 WHERE seq = 3")
    with pytest.raises(IntegrityError, match="record 2 doesn't follow"):
        log.verify()


def test_a_file_that_is_no_database_is_damaged(log: AuditLog) -> None:
    log.path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(IntegrityError):
        log.verify()
    with pytest.raises(AuditFailed, match="damaged"):
        view(log)


def test_no_log_can_not_be_verified(log: AuditLog) -> None:
    with pytest.raises(C360Error, match="There is no audit log here"):
        log.verify()


def test_a_log_cut_to_nothing_is_damaged(log: AuditLog) -> None:
    log.path.touch()
    with pytest.raises(IntegrityError, match="damaged"):
        log.verify()


def test_a_log_that_was_moved_or_replaced_is_written_to_where_it_is_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    log = AuditLog(folder / "audit.sqlite")
    assert view(log) == 1
    folder.rename(tmp_path / "away")
    with pytest.raises(AuditFailed, match="its folder isn't there"):
        view(log)
    folder.mkdir()
    assert view(log, "customer-2") == 1
    assert [row["customer_id"] for row in rows(log.path)] == ["customer-2"]
    log.path.unlink()
    assert view(log, "customer-3") == 1
    assert log.verify() == 1
    assert AuditLog(tmp_path / "away" / "audit.sqlite").verify() == 1


def write_many(path: str, count: int) -> None:
    log = AuditLog(path)

    def work() -> None:
        for _ in range(count):
            view(log)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_writers_make_one_chain(log: AuditLog) -> None:
    # All four meet at a file that isn't there yet; processes of their own, as servers are.
    script = "import sys; from tests.c360.test_audit import write_many; write_many(sys.argv[1], 25)"
    command = [sys.executable, "-c", script, str(log.path)]
    writers = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(4)]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert log.verify() == 200
    times = [row["at"] for row in rows(log.path)]
    assert times == sorted(times, key=str)


def test_a_forked_child_writes_on_its_own_connection(log: AuditLog) -> None:
    view(log)
    child = multiprocessing.get_context("fork").Process(target=view, args=(log,))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert view(log) == 3
    assert log.verify() == 3


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AuditFailed, match=r"Nothing is shown.*folder isn't there") as failed:
        view(AuditLog(tmp_path / "nowhere" / "audit.sqlite"))
    assert failed.value.exit_code == 7
    assert str(tmp_path) not in failed.value.title


def test_a_locked_file_is_said(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    view(log)
    log.close()
    monkeypatch.setattr("c360.audit.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(log.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(AuditFailed, match="another program holds it"):
            view(log)
    assert view(log) == 2


def fill(log: AuditLog) -> None:
    for _ in range(100):
        view(log)


def test_a_full_disk_is_said_and_the_log_lives_on(log: AuditLog) -> None:
    view(log)
    db = log._db
    assert db is not None
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to run out of room
    with pytest.raises(AuditFailed, match=r"Nothing is shown, .* the disk is full"):
        fill(log)
    kept = log.verify()
    assert view(log) == kept + 1


def test_a_change_that_could_not_be_recorded_was_not_made(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "nowhere" / "audit.sqlite")
    for command in ("load", "unload"):
        with pytest.raises(AuditFailed, match=rf"The {command} was not done and the book is as it was, because the"):
            log.record(Record("a", "load", None, "success", detail={"command": command}))


def test_a_file_that_may_only_be_read_is_said(log: AuditLog) -> None:
    view(log)
    db = log._db
    assert db is not None
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(AuditFailed, match="can't be written to"):
        view(log)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.text(alphabet=st.characters(codec=None), max_size=20), min_size=3, max_size=3))
def test_hostile_text_is_recorded_and_verifies(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    log = AuditLog(tmp_path_factory.mktemp("log") / "audit.sqlite")
    user, customer, word = texts
    log.record(Record(user, "view", customer, "no such customer", detail={word: word}))
    log.close()
    assert log.verify() == 1


def test_a_huge_id_does_not_fill_the_disk(log: AuditLog) -> None:
    view(log, "x" * 1_000_000)
    assert str(rows(log.path)[0]["customer_id"]).endswith("… (1000000 characters)")
    assert log.verify() == 1


@pytest.mark.parametrize(("action", "outcome"), [("look", "success"), ("view", "fine")])
def test_unknown_words_are_the_callers_mistake(action: str, outcome: str) -> None:
    with pytest.raises(ValueError, match="no such audit"):
        Record("ada", action, None, outcome)


def test_many_records_are_one_chain_and_all_or_none(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    assert log.record(viewed("a"), viewed("b"), viewed("c")) == 3
    assert log.verify() == 3
    digests = iter(["x", "y"])

    def fail(*_: object) -> str:
        try:
            return next(digests)
        except StopIteration:
            raise OSError("the disk is gone") from None

    monkeypatch.setattr(audit, "_digest", fail)
    with pytest.raises(AuditFailed):
        log.record(viewed("d"), viewed("e"), viewed("f"))
    monkeypatch.undo()
    assert [row["customer_id"] for row in rows(log.path)] == ["a", "b", "c"]


def test_a_null_log_keeps_nothing() -> None:
    assert view(NullLog()) == 0
