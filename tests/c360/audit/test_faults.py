"""A process that is killed, a disk that is full, a server that goes away: what was acknowledged is there."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from c360.audit import AuditLog, open_log
from c360.errors import AuditFailed, UsageError
from c360.settings import Settings
from tests.c360.audit.logs import Kept, in_file, lines, view, viewed
from tests.c360.audit.server import PASSWORD, Server

ROOT = Path(__file__).parents[3]
# Says each number once its record is on disk, which is when a page would be shown.
_WRITER = """
import sys
from pathlib import Path
from c360.audit import AuditLog
from tests.c360.audit.logs import view
log = AuditLog(sys.argv[1], checkpoints=Path(sys.argv[2]))
while True:
    print(view(log), flush=True)
"""


def test_what_was_acknowledged_before_a_kill_is_there(kept: Kept) -> None:
    command = [sys.executable, "-c", _WRITER, kept.where, str(kept.log.checkpoints)]
    writers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for writer in writers:  # well in the middle of it, with a checkpoint or two
        assert writer.stdout is not None
        for _ in range(70):
            assert writer.stdout.readline()
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
    acknowledged = [int(line) for writer in writers for line in writer.communicate()[0].splitlines() if line]
    held = {one.seq for one in kept.log.rows(limit=100_000)}
    assert set(acknowledged) <= held
    assert len(held) >= 140
    found = kept.log.verification()
    assert found.lagging <= 1
    assert view(kept.log) == max(held) + 1
    kept.log.close()
    assert (kept.log.verification().unsealed, kept.log.verification().lagging) == (0, 0)


_FULL = """
import resource, signal, sys
from pathlib import Path
from c360.audit import AuditLog
from c360.errors import AuditFailed
from tests.c360.audit.logs import view
log = AuditLog(sys.argv[1])
view(log)
room = Path(sys.argv[1] + "-wal").stat().st_size + 100_000
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
try:
    while True:
        shown = view(log)
except AuditFailed as failed:
    print(shown, failed.title)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


def test_a_disk_without_room_is_said_and_nothing_is_shown(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    # The kernel's limit on a file's size stands for a disk without room: the write fails in its middle.
    command = [sys.executable, "-c", _FULL, kept.where]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    shown, _, title = done.stdout.strip().partition(" ")
    assert title.startswith("Nothing is shown, because ")
    assert title.endswith((": the disk is full.", ": the disk doesn't answer."))
    assert len(kept.log.rows(limit=10_000)) >= int(shown)
    view(kept.log)
    kept.log.close()
    assert kept.log.verification().lagging == 0


def test_a_server_that_is_gone_is_said_and_come_back_it_is_written_to(on_server: Kept, server: Server) -> None:
    view(on_server.log)
    server.stop()
    try:
        with pytest.raises(AuditFailed, match=r"Nothing is shown, .*: its database can't be reached\.") as failed:
            view(on_server.log)
        with pytest.raises(AuditFailed, match="can't be read"):
            on_server.log.rows()
        with pytest.raises(AuditFailed, match="can't be read"):
            on_server.log.verify()
    finally:
        server.start()
    for told in (failed.value.title, failed.value.detail, repr(on_server.log), on_server.log.name):
        assert PASSWORD not in told
    assert view(on_server.log) == 2


def test_a_server_that_crashed_has_what_was_acknowledged(on_server: Kept, server: Server) -> None:
    numbers = [view(on_server.log) for _ in range(5)]
    server.stop("immediate")
    server.start()
    assert view(on_server.log) == 6, "a connection that was ended meanwhile is made anew"
    assert {one.seq for one in on_server.log.rows()} == {*numbers, 6}
    on_server.log.close()
    assert on_server.log.verify() == 6


def test_two_servers_with_files_of_their_own_are_verified_by_either_or_both(on_server: Kept, tmp_path: Path) -> None:
    one = on_server.log
    other = on_server.again(checkpoints=tmp_path / "other.jsonl", signer=one.signer())
    for log in (one, other, one, other):
        view(log)
        log.seal()
    assert len(list(lines(one.checkpoints))) == 3
    assert len(list(lines(other.checkpoints))) == 4, "a file is brought up to the log, whoever made the checkpoints"
    assert (one.verification().lagging, other.verification().lagging) == (1, 0)
    assert one.verification([one.checkpoints, other.checkpoints]).lagging == 0
    assert one.keyed("miller") == other.keyed("miller")
    other.close()


def test_a_commit_waits_for_the_disk_whatever_the_servers_default_is(on_server: Kept, server: Server) -> None:
    server.execute("audit", "ALTER DATABASE audit SET synchronous_commit = off")
    try:
        on_server.log.close()
        with on_server.log._db.writing() as session:
            assert list(session.run("SHOW synchronous_commit")) == [("on",)]
    finally:
        server.execute("audit", "ALTER DATABASE audit RESET synchronous_commit")


def test_a_lock_that_is_not_let_go_is_said(on_server: Kept, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    view(on_server.log)
    monkeypatch.setattr("c360.audit.postgres.SECONDS", 1)
    on_server.log.close()
    with psycopg.connect(server.url) as holder, on_server.log._db.writing():
        waiting = on_server.again()
        with pytest.raises(AuditFailed, match="another program holds it"):
            view(waiting)
        holder.rollback()


def test_a_database_user_without_rights_is_said(on_server: Kept, server: Server) -> None:
    view(on_server.log)
    server.execute("audit", "DROP ROLE IF EXISTS reader")
    server.execute("audit", "CREATE ROLE reader LOGIN")
    server.execute("audit", "GRANT USAGE ON SCHEMA c360_audit TO reader")
    server.execute("audit", "GRANT SELECT ON ALL TABLES IN SCHEMA c360_audit TO reader")
    reader = AuditLog(server.url.replace("c360:", "reader:"), checkpoints=on_server.log.checkpoints)
    with pytest.raises(AuditFailed, match="may not write it"):
        view(reader)
    assert [one.seq for one in reader.rows()] == [1]
    server.execute("audit", "DROP OWNED BY reader")


@pytest.mark.parametrize(
    "url", [f"postgresql://c360:{PASSWORD}@[host/audit", f"postgresql://c360:{PASSWORD}@h/audit?nonsense=1"]
)
def test_an_address_that_is_none_is_refused_without_repeating_it(url: str, tmp_path: Path) -> None:
    settings = Settings(audit=url, checkpoints=tmp_path / "c.jsonl")
    assert PASSWORD not in repr(settings)
    with pytest.raises(UsageError) as refused:
        view(open_log(settings, "demo.book"))
    assert PASSWORD not in f"{refused.value.title} {refused.value.detail}"
    assert refused.value.__cause__ is None


def test_a_log_on_a_server_needs_a_file_for_its_checkpoints() -> None:
    with pytest.raises(UsageError, match="C360_CHECKPOINTS"):
        AuditLog("postgresql://host/audit")


def test_a_failed_transaction_fails_all_who_waited_for_it(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    view(kept.log)

    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("c360.audit.ledger.append", fail)
    for _ in range(2):
        with pytest.raises(AuditFailed, match="Nothing is shown"):
            kept.log.record(viewed("d"), viewed("e"))
    monkeypatch.undo()
    assert [one.customer_id for one in kept.log.rows()] == ["customer-1"]
    assert view(kept.log) == 2
