"""Files that prove themselves, and records that leave the log for one: what is told apart from taking them out."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from c360.audit import exporting, ledger
from c360.errors import AuditFailed, C360Error, IntegrityError, UsageError
from tests.c360.audit.logs import Kept, in_file, lines, view, viewed

CHECK = Path(__file__).parents[3] / "docs" / "verify_export.py"


def checked(file: Path, *key: Path) -> tuple[int, str]:
    """What the documented check says of a file."""
    done = subprocess.run([sys.executable, CHECK, file, *key], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def digest(line: str) -> str:
    return hashlib.sha256(line.rstrip("\n").encode()).hexdigest()


@pytest.fixture
def filled(kept: Kept) -> Kept:
    """Twelve records, with checkpoints over 1, 4, 8 and 12."""
    for number in range(1, 13):
        view(kept.log, f"customer-{number}")
        if number % 4 == 0:
            kept.log.seal()
    return kept


def test_the_documented_check_has_at_most_thirty_lines() -> None:
    assert len(list(lines(CHECK))) <= 30


def test_an_exported_file_proves_itself(filled: Kept, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    made = filled.log.export(file, user="eve")
    assert (made.first, made.last) == (1, 12)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == made.sha256
    assert checked(file) == (0, checked(file)[1])
    assert "Records 1 to 12 are what was written" in checked(file)[1]
    key = tmp_path / "public.pem"
    key.write_text(filled.log.signer().public.pem)
    assert f"the key is {filled.log.signer().public.name}" in checked(file, key)[1]
    (newest,) = filled.log.rows(limit=1)
    assert (newest.user, newest.action, newest.detail["sha256"]) == ("eve", "export", made.sha256), "it is on record"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line)["customer_id"] for line in lines(file) if '"seq":' in line][:2] == [
        "customer-1",
        "customer-2",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: [*told[:3], told[3].replace("customer-3", "customer-9"), *told[4:]], "Record 4, or the one"),
        (lambda told: [*told[:3], *told[4:]], "Record 3, or"),
        (lambda told: [*told[:3], told[4], told[3], *told[5:]], "Record 3, or"),
        (lambda told: [*told[:3], told[3], told[3], *told[4:]], "Record 4, or"),
        (lambda told: [told[0].replace('"last":12', '"last":11'), *told[1:12], *told[13:]], "InvalidSignature"),
        (lambda told: [told[0].replace('"last":12', '"last":1'), *told[1:2], told[13]], "InvalidSignature"),
        (lambda told: [told[0].replace('"first":1', '"first":2').replace("0" * 64, digest(told[1])), *told[2:13],
                       *told[14:]], "InvalidSignature"),
        (lambda told: [told[0].replace('"at":"20', '"at":"19'), *told[1:]], "InvalidSignature"),
        (lambda told: [told[0].replace('"signature":', '"signed":'), *told[1:]], "KeyError"),
        (lambda told: [*told, "more"], "something after the last line"),
        (lambda told: told[:-1], "Cut: records up to 12"),
        (lambda told: [*told[:-1], told[-1].replace('"record":12', '"record":11')], "InvalidSignature"),
    ],
    ids=["changed", "removed", "reordered", "doubled", "cut", "cut to a seal", "cut at the front", "time",
         "unsigned", "more", "unsealed", "checkpoint changed"],
)  # fmt: skip
def test_a_changed_file_does_not(tmp_path: Path, change, said: str) -> None:  # type: ignore[no-untyped-def]
    kept = in_file(tmp_path)
    kept.log.record(*(viewed(f"customer-{number}") for number in range(1, 13)))
    file = tmp_path / "audit.jsonl"
    kept.log.export(file, user="eve")
    file.write_text("".join(change(list(lines(file)))), "utf-8")
    code, told = checked(file)
    assert code == 1
    assert said in told


def test_a_file_that_comes_to_be_meanwhile_is_not_written_over(
    filled: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, written = tmp_path / "a.jsonl", exporting.written

    def late(*told: Any) -> exporting.Exported:
        made = written(*told)
        file.write_text("another's", "utf-8")
        return made

    monkeypatch.setattr(exporting, "written", late)
    with pytest.raises(FileExistsError):
        filled.log.close_segment(file, user="eve", through=8)
    assert file.read_text("utf-8") == "another's"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".audit-")]
    assert filled.log.verification().segments == ()


def test_a_file_of_another_key_does_not(tmp_path: Path) -> None:
    kept, file, other = in_file(tmp_path), tmp_path / "audit.jsonl", tmp_path / "other"
    other.mkdir()
    view(kept.log)
    kept.log.export(file, user="eve")
    key = other / "public.pem"
    key.write_text(in_file(other).log.signer().public.pem)
    assert checked(file)[0] == 0
    assert checked(file, key)[0] == 1


def test_what_is_exported_is_of_a_time_and_up_to_a_checkpoint(filled: Kept, tmp_path: Path) -> None:
    at = {one.seq: one.at for one in filled.log.rows()}
    made = filled.log.export(tmp_path / "a.jsonl", user="eve", since=at[3], until=at[6])
    assert (made.first, made.last) == (3, 8)
    assert checked(tmp_path / "a.jsonl")[0] == 0
    with pytest.raises(UsageError, match="no records of that time"):
        filled.log.export(tmp_path / "b.jsonl", user="eve", since=datetime.now(UTC) + timedelta(days=1))
    assert not (tmp_path / "b.jsonl").exists()


def test_a_log_that_was_tampered_with_is_not_exported(filled: Kept, tmp_path: Path) -> None:
    filled.execute("UPDATE record SET customer_id = 'x' WHERE seq = 3 RETURNING 1")
    with pytest.raises(IntegrityError, match="record 3 was changed"):
        filled.log.export(tmp_path / "a.jsonl", user="eve")
    assert not [one for one in tmp_path.iterdir() if "a.jsonl" in one.name or one.name.startswith(".audit-")]


def test_an_export_that_can_not_be_recorded_is_not_made(
    filled: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.log.close()

    def fail(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(ledger, "append", fail)
    with pytest.raises(AuditFailed):
        filled.log.export(tmp_path / "a.jsonl", user="eve")
    assert not (tmp_path / "a.jsonl").exists()
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".audit-")]


def test_a_log_that_is_not_there_has_nothing_to_export(tmp_path: Path) -> None:
    with pytest.raises(C360Error, match="no audit log here"):
        in_file(tmp_path).log.export(tmp_path / "a.jsonl", user="eve")
    assert not (tmp_path / "audit.sqlite").exists()


def test_a_closed_segment_leaves_and_the_chain_goes_on(filled: Kept, tmp_path: Path) -> None:
    file = tmp_path / "2026.jsonl"
    made = filled.log.close_segment(file, user="eve", through=9)
    assert (made.first, made.last) == (1, 8), "up to the last checkpoint that seals no later ones"
    assert checked(file)[0] == 0
    found = filled.log.verification()
    assert (found.records, found.first, found.last, found.unsealed) == (5, 9, 13, 0)
    (segment,) = found.segments
    assert (segment.first, segment.last, segment.digest, segment.file) == (1, 8, made.digest, made.sha256)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == segment.file
    assert [one.seq for one in filled.log.rows()] == [13, 12, 11, 10, 9]
    newest = filled.log.rows(limit=1)[0]
    assert (newest.action, newest.user, newest.detail["last"]) == ("administer", "eve", "8")
    assert filled.log.lately("ada", "view", 60) == 4
    assert view(filled.log) == 14
    made = filled.log.close_segment(tmp_path / "2027.jsonl", user="eve", before=datetime.now(UTC) + timedelta(days=1))
    assert (made.first, made.last) == (9, 14)
    assert checked(tmp_path / "2027.jsonl")[0] == 0
    found = filled.log.verification()
    assert (found.records, found.first, len(found.segments)) == (1, 15, 2)
    other = filled.again()
    assert view(other) == 16
    other.close()
    assert filled.log.verify() == 2


def test_what_is_not_as_old_as_that_stays(filled: Kept, tmp_path: Path) -> None:
    at = {one.seq: one.at for one in filled.log.rows()}
    made = filled.log.close_segment(tmp_path / "a.jsonl", user="eve", before=at[6])
    assert (made.first, made.last) == (1, 4)
    with pytest.raises(UsageError, match="no sealed records as old as that"):
        filled.log.close_segment(tmp_path / "b.jsonl", user="eve", before=at[6])
    assert not (tmp_path / "b.jsonl").exists()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM record WHERE seq = 9"], "record 9 is missing"),
        (["DELETE FROM record WHERE seq <= 12",
          "INSERT INTO segment SELECT 2, 9, 12, digest, file, at FROM segment"], "9 to 12 were taken out without"),
        (["UPDATE segment SET last = 12"], "closed segment 1 isn't the one that was signed for"),
        (["UPDATE segment SET digest = file"], "closed segment 1 isn't the one"),
        (["DELETE FROM segment"], "closed segment 1 was taken out"),
    ],
    ids=["a record", "a segment made up", "more than was closed", "another digest", "the closing"],
)  # fmt: skip
def test_taking_records_out_without_closing_is_told(
    filled: Kept, tmp_path: Path, statements: list[str], said: str
) -> None:
    filled.log.close_segment(tmp_path / "a.jsonl", user="eve", through=8)
    for statement in statements:
        filled.execute(f"{statement} RETURNING 1")
    with pytest.raises(IntegrityError, match=said):
        filled.log.verify()


def test_a_segment_is_closed_once(filled: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = filled.log._writer
    close = writer.close

    def late(*told: object) -> int:
        monkeypatch.undo()
        filled.again().close_segment(tmp_path / "other.jsonl", user="bob", through=4)
        return close(*told)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "close", late)
    with pytest.raises(AuditFailed, match="Nothing is closed, because these records were closed by somebody else"):
        filled.log.close_segment(tmp_path / "mine.jsonl", user="eve", through=4)
    assert len(filled.log.verification().segments) == 1
