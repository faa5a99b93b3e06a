"""When checkpoints are made, that they are kept apart before anything is shown, and what they say."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from c360.audit import AuditLog, ledger
from c360.audit.checkpoint import parsed
from c360.audit.sealing import _WOUND, Clockwork
from c360.audit.signing import signer_at, signer_from, verifier_from
from c360.errors import AuditFailed, IntegrityError, UsageError
from tests.c360.audit.logs import Kept, in_file, lines, view, viewed

ROOT = Path(__file__).parents[3]


def sealed(path: Path) -> list[int]:
    return [parsed(line).record for line in lines(path)]


def test_the_first_record_is_sealed_and_then_every_hundredth(kept: Kept) -> None:
    numbers = [view(kept.log) for _ in range(3)]
    assert sealed(kept.log.checkpoints) == [1]
    for _ in range(98):
        numbers.append(view(kept.log))
    assert sealed(kept.log.checkpoints) == [1, 101]
    kept.log.record(*[viewed()] * 250)
    assert sealed(kept.log.checkpoints) == [1, 101, 351]
    view(kept.log)
    kept.log.close()
    kept.log.close()
    assert sealed(kept.log.checkpoints) == [1, 101, 351, 352], "and what is left when it is closed, once"


def test_a_checkpoint_is_signed_and_says_what_it_seals(kept: Kept) -> None:
    for _ in range(2):
        view(kept.log)
        kept.log.seal()
    first, second = (json.loads(line) for line in lines(kept.log.checkpoints))
    assert (first["number"], first["record"], first["segment"], first["kind"]) == (1, 1, 1, "seal")
    assert second["digest"] == kept.execute("SELECT digest FROM record WHERE seq = 2")[0][0]
    assert datetime.fromisoformat(second["at"]) <= datetime.now(UTC)
    assert kept.log.signer().public.proves(parsed(json.dumps(first)).signed, first["signature"])
    assert not kept.log.signer().public.proves(parsed(json.dumps(first)).signed, second["signature"])


@pytest.mark.parametrize("later", [11, -3600])
def test_a_record_that_comes_ten_seconds_after_the_last_checkpoint_is_sealed(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    view(kept.log)
    view(kept.log)
    shifted = (datetime.now(UTC) + timedelta(seconds=later)).isoformat(timespec="microseconds")
    monkeypatch.setattr(ledger, "now", lambda: shifted)  # the clock may be set back, too
    view(kept.log)
    assert sealed(kept.log.checkpoints) == [1, 3]


def test_the_last_of_a_burst_are_sealed_without_another_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("c360.audit.log.SECONDS", 0.01)
    kept, done = in_file(tmp_path), threading.Event()
    seal = kept.log._writer.seal

    def sealing() -> None:
        seal()
        done.set()

    monkeypatch.setattr(kept.log._writer, "seal", sealing)
    view(kept.log)
    view(kept.log)
    assert done.wait(10)
    assert sealed(kept.log.checkpoints) == [1, 2]


def test_what_is_wound_up_again_while_it_works_is_called_again() -> None:
    calls, done = [], threading.Event()

    def work() -> None:
        calls.append(1)
        if len(calls) == 1:
            clock.wind()
            raise OSError("the disk is full")  # which ends nothing
        done.set()

    clock = Clockwork(work, 0.01)
    clock.wind()
    assert done.wait(10)


def test_a_log_that_was_taken_away_is_not_made_anew_to_be_sealed(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    view(kept.log)
    view(kept.log)
    kept.log.path.unlink()
    kept.log._clock.finish()
    kept.log.close()
    assert not kept.log.path.exists()


def test_a_process_that_ends_seals_what_it_wrote(tmp_path: Path) -> None:
    script = (
        "import sys; from c360.audit import AuditLog; from tests.c360.audit.logs import view\n"
        "for number in range(3): view(AuditLog(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path / "audit.sqlite"], cwd=ROOT, check=True)
    assert sealed(tmp_path / "audit.checkpoints.jsonl") == [1, 3]


def test_without_a_place_for_checkpoints_nothing_is_shown(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.sqlite", checkpoints=tmp_path / "nowhere" / "c.jsonl")
    with pytest.raises(
        AuditFailed, match=r"Nothing is shown, because the audit log's checkpoints can't be written: .*"
    ):
        view(log)
    with pytest.raises(AuditFailed, match="folder isn't there"):
        view(log)
    (tmp_path / "nowhere").mkdir()
    view(log)
    log.close()
    assert sealed(tmp_path / "nowhere" / "c.jsonl") == [1, 3]
    assert log.verification().lagging == 0


def test_a_place_that_takes_no_more_checkpoints_stops_what_is_shown_until_it_does(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    view(kept.log)
    path = kept.log.checkpoints
    path.rename(tmp_path / "old")
    path.mkdir()  # as full as a disk can be
    with pytest.raises(AuditFailed, match="checkpoints can't be written"):
        kept.log.record(*[viewed()] * 100)
    with pytest.raises(AuditFailed, match="checkpoints can't be written"):
        view(kept.log)
    path.rmdir()
    (tmp_path / "old").rename(path)
    view(kept.log)
    kept.log.close()
    assert kept.log.verification().lagging == 0
    assert sealed(path) == [1, 3], "the hundred were not written at all, the view that was not shown was"


def test_a_disk_that_fills_in_the_middle_of_a_line_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, write = in_file(tmp_path), os.write
    view(kept.log)

    def fill(descriptor: int, data: bytes) -> int:
        write(descriptor, data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("c360.audit.apart.os.write", fill)
    with pytest.raises(AuditFailed, match=r"checkpoints can't be written: the disk is full"):
        kept.log.record(*[viewed()] * 100)
    monkeypatch.undo()
    view(kept.log)
    assert sealed(kept.log.checkpoints) == [1, 101]
    assert kept.log.verification().lagging == 0


def test_a_line_that_was_cut_by_a_kill_is_written_whole_by_the_next(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    view(kept.log)
    view(kept.log)
    kept.log.close()
    path = kept.log.checkpoints
    os.truncate(path, path.stat().st_size - 20)
    found = kept.log.verification()
    assert (found.sealed, found.lagging) == (2, 1), "the log's own copy is signed, too"
    other = kept.again()
    view(other)
    other.close()
    assert sealed(path) == [1, 2, 3]
    assert kept.log.verification().lagging == 0


def test_each_line_is_told_once_to_whoever_collects_them(kept: Kept) -> None:
    told: list[str] = []
    view(kept.log)
    kept.log.close()  # a command's, which tells nobody
    for _ in range(2):
        server = kept.again(tell=told.append)
        view(server)
        view(server)
        server.close()
    assert told == [line.rstrip("\n") for line in lines(kept.log.checkpoints)]


@pytest.mark.parametrize(
    "pem", [b"", b"secret words", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused_and_not_repeated(pem: bytes) -> None:
    for read in (signer_from, verifier_from):
        with pytest.raises(UsageError, match=r"The file holds no (private|public) key in PEM") as refused:
            read(pem, "The file")
        assert "AAAA" not in refused.value.title + refused.value.detail
        assert refused.value.__cause__ is None


def test_the_public_half_proves(tmp_path: Path) -> None:
    signer = signer_at(tmp_path / "key.pem")
    again = signer_at(tmp_path / "key.pem")
    assert again.public.pem == signer.public.pem
    told = verifier_from(signer.public.pem.encode(), "It")
    assert told.proves(b"words", again.sign(b"words"))
    assert not told.proves(b"other words", again.sign(b"words"))
    assert not told.proves(b"words", "no hex")
    assert "PRIVATE" not in repr(signer) + told.pem


def test_what_failed_to_be_told_is_told_with_the_next_record_and_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    broken: list[Exception] = [BrokenPipeError(errno.EPIPE, "Broken pipe"), ValueError("I/O operation on closed file")]

    def tell(line: str) -> None:
        if broken:
            raise broken.pop()
        told.append(line)

    log = AuditLog(tmp_path / "audit.sqlite", tell=tell)
    for _ in range(2):
        with pytest.raises(AuditFailed, match=r"Nothing is shown, because .* can't be told on standard output"):
            view(log)
    view(log)
    log.close()
    assert told == [line.rstrip("\n") for line in lines(log.checkpoints)]


def test_checkpoints_that_are_said_to_be_told_before_they_were_made_are_refused(kept: Kept) -> None:
    view(kept.log)
    kept.execute("UPDATE told SET number = 1000000 RETURNING 1")
    with pytest.raises(IntegrityError, match="told which it doesn't have"):
        kept.log.verify()
    with pytest.raises(AuditFailed, match="its own checkpoints were changed"):
        view(kept.again(tell=print))


def test_a_seal_that_fails_once_is_tried_again_and_is_due_until_then(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, done = [], threading.Event()

    def work() -> None:
        tries.append(clock in _WOUND)
        if len(tries) == 1:
            raise OSError("the disk is full")
        done.set()

    clock = Clockwork(work, 0.01)
    clock.wind()
    assert done.wait(10)
    assert tries[:2] == [True, True], "a process that ends in its middle does it again"


def test_a_thread_that_can_not_be_started_is_started_later(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    clock = Clockwork(done.set, 0.01)

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    clock.wind()
    assert clock in _WOUND
    monkeypatch.undo()
    clock.wind()
    assert done.wait(10)


def test_a_commit_that_fails_leaves_the_last_record_to_be_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = in_file(tmp_path)
    view(kept.log)
    view(kept.log)
    writing = kept.log._db.writing

    @contextmanager
    def failing() -> Iterator[Any]:
        with writing() as session:
            yield session
            raise OSError("the disk is gone")

    monkeypatch.setattr(kept.log._db, "writing", failing)
    with pytest.raises(AuditFailed):
        kept.log.close()
    monkeypatch.undo()
    assert kept.log._clock in _WOUND, "the end of the process would do it"
    kept.log.close()
    assert sealed(kept.log.checkpoints) == [1, 2]


def test_a_forked_child_does_not_wait_for_locks_that_its_parents_threads_held(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    view(kept.log)
    view(kept.log)
    with kept.log._clock._lock, kept.log._writer._lock:  # by another thread, as far as a child can tell
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            assert not _WOUND
            view(kept.log)
            kept.log.close()
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    kept.log.close()
    assert sealed(kept.log.checkpoints) == [1, 3]
