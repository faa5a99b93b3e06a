"""A log in a file: what can be wrong with the file, and the format before this one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import rfc8785

from c360.audit import GENESIS, AuditLog, Record
from c360.audit.chain import digest_of
from c360.errors import AuditFailed, C360Error, IntegrityError
from tests.c360.audit.logs import Kept, in_file, view, viewed

_BEFORE = """CREATE TABLE record (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, customer_id TEXT,
    sections TEXT NOT NULL, outcome TEXT NOT NULL, profile_id TEXT, detail TEXT NOT NULL,
    before TEXT NOT NULL, digest TEXT NOT NULL
) STRICT"""


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return in_file(tmp_path)


@pytest.fixture
def log(kept: Kept) -> AuditLog:
    return kept.log


def test_naming_a_log_makes_no_file(log: AuditLog, tmp_path: Path) -> None:
    log.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_damaged(log: AuditLog) -> None:
    log.path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(IntegrityError, match="damaged"):
        log.verify()
    with pytest.raises(AuditFailed, match="damaged"):
        view(log)


@pytest.mark.parametrize("how", ["touched", "journalled"])
def test_a_file_that_was_made_and_nothing_written_to_it_is_no_log_yet(kept: Kept, how: str) -> None:
    log = kept.log
    log.path.touch()
    if how == "journalled":  # as far as a first writer gets before its tables are there
        kept.execute("PRAGMA journal_mode = WAL")
        assert log.path.stat().st_size
    assert log.rows() == []
    assert log.lately("ada", "view", 60) == 0
    with pytest.raises(C360Error, match="no audit log here"):
        log.verify()
    log.seal()
    assert view(log) == 1
    assert log.verify() == 1


def test_a_log_cut_to_nothing_is_gone(log: AuditLog) -> None:
    view(log)
    log.close()
    log.path.write_bytes(b"")
    with pytest.raises(IntegrityError, match="The audit log is gone: 1 checkpoint"):
        log.verify()


def test_what_sqlite_keeps_of_a_log_is_for_its_owner_alone(log: AuditLog, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        view(log)
        modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.iterdir() if "sqlite" in one.name}
    finally:
        os.umask(before)
    assert {"audit.sqlite", "audit.sqlite-wal", "audit.sqlite-shm"} <= modes.keys()
    assert set(modes.values()) == {0o600}


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
    assert [one.customer_id for one in log.rows()] == ["customer-2"]
    assert log.verify() == 1
    assert AuditLog(tmp_path / "away" / "audit.sqlite").verify() == 1


def test_a_log_that_was_moved_with_its_checkpoints_is_begun_anew_and_without_them_is_not(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    for _ in range(2):
        view(kept.log)
    kept.log.path.rename(tmp_path / "away")
    with pytest.raises(AuditFailed, match="record 2, which was acknowledged, was changed or taken out"):
        view(kept.log)
    kept.log.checkpoints.rename(tmp_path / "away too")
    assert view(kept.log) == 1
    assert kept.log.verify() == 1


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(AuditFailed, match=r"Nothing is shown.*folder isn't there") as failed:
        view(AuditLog(tmp_path / "nowhere" / "audit.sqlite"))
    assert failed.value.exit_code == 7
    assert str(tmp_path) not in failed.value.title


def test_a_locked_file_is_said(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    view(kept.log)
    kept.log.close()
    monkeypatch.setattr("c360.audit_file.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(kept.where, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(AuditFailed, match="another program holds it"):
            view(kept.log)
    assert view(kept.log) == 2


def test_a_file_that_outgrows_its_room_is_said_and_the_log_lives_on(log: AuditLog) -> None:
    view(log)
    with log._db.writing() as session:
        ((pages,),) = session.run("PRAGMA page_count")
        list(session.run(f"PRAGMA max_page_count = {pages}"))  # SQLite's own way to run out of room
    with pytest.raises(AuditFailed, match=r"Nothing is shown, .* the disk is full"):
        log.record(*[viewed()] * 200)
    assert view(log) == 2
    assert log.verify() == 2


def test_a_change_that_could_not_be_recorded_was_not_made(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "nowhere" / "audit.sqlite")
    for command in ("load", "unload"):
        with pytest.raises(AuditFailed, match=rf"The {command} was not done and the book is as it was, because the"):
            log.record(Record("a", "load", None, "success", detail={"command": command}))


def test_a_file_that_may_only_be_read_is_said(log: AuditLog) -> None:
    view(log)
    with log._db.writing() as session:
        list(session.run("PRAGMA query_only = ON"))
    with pytest.raises(AuditFailed, match="can't be written to"):
        view(log)


def of_the_format_before(path: Path, count: int) -> list[str]:
    """A log as it was written before: the same chain, without its bytes. Gives the digests."""
    digests, before = [], GENESIS
    names = ("seq", "at", "user", "action", "customer_id", "sections", "outcome", "profile_id", "detail")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(_BEFORE)
        for number in range(1, count + 1):
            row = (number, f"2026-11-0{number}T08:00:00.000000+00:00", *viewed(f"c-{number}").texts())
            digest = digest_of(rfc8785.dumps(dict(zip(names, row, strict=True)) | {"before": before}))
            db.execute(f"INSERT INTO record VALUES ({', '.join('?' * 11)})", (*row, before, digest))
            digests.append(digest)
            before = digest
    return digests


def test_a_log_of_the_format_before_is_read_as_it_is_and_grown_in_place(kept: Kept) -> None:
    digests = of_the_format_before(Path(kept.where), 3)
    found = kept.log.verification()
    assert (found.records, found.unsealed, found.checkpoints) == (3, 3, 0)
    assert [one.customer_id for one in kept.log.rows()] == ["c-3", "c-2", "c-1"]
    assert kept.log.lately("ada", "view", 60) == 0
    assert kept.execute("SELECT count(*) FROM pragma_table_info('record')") == [(11,)], "reading changes nothing"
    assert view(kept.log) == 4
    found = kept.log.verification()
    assert (found.records, found.unsealed) == (4, 0)
    assert [row[0] for row in kept.execute("SELECT digest FROM record ORDER BY seq")][:3] == digests


def test_a_log_of_the_format_before_that_was_changed_is_refused_and_stays_as_it_is(kept: Kept) -> None:
    of_the_format_before(Path(kept.where), 3)
    kept.execute("UPDATE record SET customer_id = 'x' WHERE seq = 2")
    with pytest.raises(IntegrityError, match="record 2 was changed"):
        kept.log.verify()
    with pytest.raises(AuditFailed, match="Nothing is shown, because the audit log's record 2 was changed"):
        view(kept.log)
    assert kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'") == [("record",)]


def test_the_key_is_for_its_owner_alone(log: AuditLog) -> None:
    view(log)
    assert os.stat(log.key_file).st_mode & 0o777 == 0o600
    assert os.stat(log.checkpoints).st_mode & 0o777 == 0o600
