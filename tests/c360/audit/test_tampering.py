"""Whoever may write to what holds the log can't change it unseen, up to the last checkpoint kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from c360.audit import AuditLog, ledger
from c360.audit.chain import Link, row
from c360.audit.checkpoint import made, parsed
from c360.audit.ledger import Segment, now
from c360.audit.proof import check_segments
from c360.audit.signing import Signer, signer_at
from c360.audit.writer import NotWritten
from c360.errors import AuditFailed, C360Error, IntegrityError
from tests.c360.audit.logs import Kept, in_file, lines, view, viewed

KEY = Signer(Ed25519PrivateKey.generate())


def five(kept: Kept) -> None:
    """Five records, all sealed: by checkpoint 1 the first, by checkpoint 2 the last."""
    for number in range(5):
        view(kept.log, f"customer-{number + 1}")
    kept.log.close()


@pytest.mark.parametrize(
    "column",
    ["at", '"user"', "action", "customer_id", "sections", "outcome", "profile_id", "detail", "before", "digest"],
)
def test_a_changed_column_is_named(kept: Kept, column: str) -> None:
    five(kept)
    kept.execute(f"UPDATE record SET {column} = 'x' WHERE seq = 3 RETURNING 1")
    with pytest.raises(IntegrityError, match="record 3 was changed"):
        kept.log.verify()


def test_changed_bytes_are_named(kept: Kept) -> None:
    five(kept)
    kept.execute("UPDATE record SET canonical = (SELECT canonical FROM record WHERE seq = 2) WHERE seq = 3 RETURNING 1")
    with pytest.raises(IntegrityError, match="record 3 was changed"):
        kept.log.verify()


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM record WHERE seq = 2"], "record 2 is missing"),
        (["DELETE FROM record WHERE seq = 1"], "record 1 is missing"),
        (["DELETE FROM record WHERE seq = 5"], "record 5 is missing: the log ends before it"),
        (["DELETE FROM record"], "record 1 is missing"),
        (["UPDATE record SET seq = 9 WHERE seq = 2", "UPDATE record SET seq = 2 WHERE seq = 3",
          "UPDATE record SET seq = 3 WHERE seq = 9"], "record 2 was changed"),
        (["UPDATE record SET seq = seq + 10 WHERE seq > 2", "UPDATE record SET seq = seq - 9 WHERE seq > 2",
          "INSERT INTO record SELECT 3, at, \"user\", action, customer_id, sections, outcome, profile_id, detail,"
          " before, digest, canonical FROM record WHERE seq = 2"], "record 3 was changed"),
    ],
    ids=["removed", "the first removed", "truncated", "emptied", "reordered", "inserted"],
)  # fmt: skip
def test_records_that_are_gone_or_out_of_place_are_named(kept: Kept, statements: Sequence[str], said: str) -> None:
    five(kept)
    for statement in statements:
        kept.execute(f"{statement} RETURNING 1")
    with pytest.raises(IntegrityError, match=said):
        kept.log.verify()


def forge(kept: Kept, start: int, *customers: str, number: int | None = None) -> None:
    """Replaces all records from `start` on by such that make one sound chain with those before."""
    found = kept.execute(f"SELECT seq, digest FROM record WHERE seq = {start - 1}")
    end = Link(*found[0]) if found else Link()
    kept.execute(f"DELETE FROM record WHERE seq >= {start} RETURNING 1")
    for place, customer in enumerate(customers, number or start):
        made = row(place, now(), viewed(customer).texts(), end.digest)
        values = ", ".join("NULL" if each is None else f"'{each}'" for each in made[1:-1])
        blob = f"'\\x{made[-1].hex()}'" if kept.log._file is None else f"x'{made[-1].hex()}'"
        kept.execute(f"INSERT INTO record VALUES ({place}, {values}, {blob}) RETURNING 1")
        end = Link(place, made[-2])


def test_a_chain_that_was_made_anew_is_not_the_one_that_was_sealed(kept: Kept) -> None:
    five(kept)
    forge(kept, 3, "x-3", "x-4", "x-5", "x-6")
    with pytest.raises(IntegrityError, match=r"records from 2 to 5 aren't what checkpoint 2 sealed"):
        kept.log.verify()


@pytest.mark.parametrize("apart", [False, True], ids=["the log's own checkpoints", "those kept apart alone"])
def test_a_forged_log_is_not_signed_for_by_closing_or_exporting_it(kept: Kept, tmp_path: Path, apart: bool) -> None:
    five(kept)
    forge(kept, 3, "x-3", "x-4", "x-5")
    if apart:  # and the log's copy of what they contradict is gone
        kept.execute("DELETE FROM checkpoint WHERE number = 2 RETURNING 1")
    with pytest.raises(IntegrityError, match=r"records from 2 to 5 aren't what checkpoint 2 sealed"):
        kept.log.close_segment(tmp_path / "a", user="eve", through=5)
    with pytest.raises(IntegrityError, match=r"records from 2 to 5 aren't what checkpoint 2 sealed"):
        kept.log.export(tmp_path / "a", user="eve")
    assert not (tmp_path / "a").exists()
    with pytest.raises(IntegrityError, match="records from 2 to 5"):
        kept.log.verify()


def test_a_closing_of_what_no_checkpoint_sealed_is_neither_made_nor_believed() -> None:
    first = made(KEY, None, record=5, digest="a" * 64, at=now(), segment=1)
    closing = made(KEY, first, record=5, digest="b" * 64, at=now(), segment=1, kind="close", first=1, file="f")
    held = [Segment(1, 1, 5, closing.digest, closing.file, closing.at)]
    with pytest.raises(IntegrityError, match="segment 1 ends with a record 5 that no checkpoint sealed"):
        check_segments(held, [first, closing])


def test_only_what_was_sealed_is_closed(kept: Kept) -> None:
    five(kept)
    with pytest.raises(NotWritten, match="isn't the one that was sealed"):
        kept.log._writer.close(1, 5, "b" * 64, "f" * 64, viewed().texts())


def test_what_follows_the_last_checkpoint_is_reported_as_not_yet_sealed(kept: Kept) -> None:
    five(kept)
    view(kept.log)
    view(kept.log)
    found = kept.log.verification()
    assert (found.records, found.sealed, found.unsealed, found.checkpoints) == (7, 5, 2, 2)
    forge(kept, 7, "x-7")  # this is what "not yet sealed" means
    assert kept.log.verify() == 7
    forge(kept, 5, "x-5", "x-6", "x-7")
    with pytest.raises(IntegrityError, match="records from 2 to 5"):
        kept.log.verify()


def test_a_log_that_was_taken_away_is_told_by_its_checkpoints(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    with pytest.raises(C360Error, match="There is no audit log here") as none:
        kept.log.verify()
    assert none.value.exit_code == 1
    five(kept)
    kept.log.path.unlink()
    with pytest.raises(IntegrityError, match=r"The audit log is gone: 2 checkpoints .* the last over record 5"):
        kept.log.verify()


@pytest.mark.parametrize("more", [1, 7])
def test_a_log_begun_anew_in_the_place_of_another_is_told_for_good(tmp_path: Path, more: int) -> None:
    kept = in_file(tmp_path)
    five(kept)
    kept.log.path.unlink()
    for _ in range(more):
        view(kept.log)
    kept.log.close()
    with pytest.raises(
        IntegrityError, match=r"record 1,? where record 5 was sealed before: the log was cut, or another"
    ):
        kept.log.verify()


def test_a_copy_put_back_is_told(kept: Kept) -> None:
    five(kept)
    copy = kept.execute("SELECT max(seq) FROM record")
    assert copy == [(5,)]
    for _ in range(3):
        view(kept.log)
    kept.log.close()
    kept.execute("DELETE FROM record WHERE seq > 5 RETURNING 1")
    kept.execute("DELETE FROM checkpoint WHERE number > 2 RETURNING 1")
    with pytest.raises(IntegrityError, match="record 6 is missing"):
        kept.log.verify()
    view(kept.log)
    kept.log.close()
    with pytest.raises(IntegrityError, match="another"):
        kept.log.verify()


def test_a_log_with_no_checkpoints_of_its_own_is_held_against_those_kept_apart(kept: Kept) -> None:
    five(kept)
    kept.execute("DELETE FROM checkpoint RETURNING 1")
    assert kept.log.verification().sealed == 5
    kept.execute("DELETE FROM record WHERE seq = 5 RETURNING 1")
    with pytest.raises(IntegrityError, match="record 5 is missing"):
        kept.log.verify()


Change = Callable[[list[str]], list[str]]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: [told[0].replace('"record":1', '"record":2'), *told[1:]], "1 is there in two forms"),
        (lambda told: [told[1], told[0], *told[2:]], "checkpoint 1 stands after checkpoint 2"),
        (lambda told: [told[0], *told[2:]], "checkpoint 2 was taken out"),
        (lambda told: told[1:], "checkpoint 1 was taken out"),
        (lambda told: [*told, told[-1]], "checkpoint 3 stands after checkpoint 3"),
        (lambda told: [told[0], told[1][:-9] + "\n", *told[2:]], "Line 2 of the audit log's checkpoints is damaged"),
        (lambda told: [*told, "{}\n"], "Line 4 of the audit log's checkpoints is damaged"),
        (lambda told: told[:1], "2 was taken out|aren't kept apart"),
        (lambda told: [], "taken out|aren't kept apart"),
    ],
    ids=["changed", "reordered", "one removed", "the first removed", "doubled", "cut", "not one", "end cut", "emptied"],
)
def test_changed_checkpoints_are_told(tmp_path: Path, change: Change, said: str) -> None:
    kept = in_file(tmp_path)
    five(kept)
    view(kept.log)
    kept.log.close()
    path = kept.log.checkpoints
    assert len(list(lines(path))) == 3
    path.write_text("".join(change(list(lines(path)))), "utf-8")
    with pytest.raises(IntegrityError, match=said):
        kept.log.verify()


def test_checkpoints_of_another_key_are_told(kept: Kept, tmp_path: Path) -> None:
    five(kept)
    other = signer_at(tmp_path / "other.pem")
    with pytest.raises(IntegrityError, match="checkpoint 1 isn't signed by the key given"):
        kept.log.verification(keys=[other.public])
    assert kept.log.verification(keys=[other.public, kept.log.signer().public]).sealed == 5
    stranger = kept.again(signer=other)
    view(stranger)
    stranger.close()
    with pytest.raises(IntegrityError, match="checkpoint 3 isn't signed"):
        kept.log.verify()


def test_of_very_many_checkpoints_the_older_ones_are_held_by_the_newer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("c360.audit.checkpoint._NEWEST", 2)
    kept = in_file(tmp_path)
    for _ in range(5):
        view(kept.log)
        kept.log.seal()
    assert kept.log.verification().checkpoints == 5
    told = list(lines(kept.log.checkpoints))

    def put(number: int, line: str) -> None:
        changed = [*told[: number - 1], line, *told[number:]]
        kept.log.checkpoints.write_text("".join(changed), "utf-8")
        kept.execute(f"UPDATE checkpoint SET line = '{line.strip()}' WHERE number = {number} RETURNING 1")

    for number, said in ((2, "checkpoint 3 doesn't follow"), (4, "checkpoint 4 isn't signed")):
        put(number, replace(parsed(told[number - 1]), at="2020-01-01T00:00:00.000000+00:00").line + "\n")
        with pytest.raises(IntegrityError, match=said):
            kept.log.verify()
        put(number, told[number - 1])
    assert kept.log.verify() == 5


def test_a_key_that_is_gone_proves_nothing(kept: Kept) -> None:
    five(kept)
    kept.log.key_file.unlink()
    with pytest.raises(IntegrityError, match="its key is gone"):
        AuditLog(kept.where, checkpoints=kept.log.checkpoints).verify()
    assert not kept.log.key_file.exists(), "a new one would prove nothing"


def test_checkpoints_that_were_taken_away_are_told(kept: Kept) -> None:
    five(kept)
    kept.log.checkpoints.unlink()
    with pytest.raises(IntegrityError, match="checkpoints were taken away"):
        kept.log.verify()


def dropping(kept: Kept) -> None:
    """Makes the database drop new records while it says that it kept them."""
    if kept.log._file is not None:
        kept.execute("CREATE TRIGGER quiet BEFORE INSERT ON record BEGIN SELECT RAISE(IGNORE); END")
        return
    kept.execute("CREATE FUNCTION c360_audit.quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    kept.execute("CREATE TRIGGER quiet BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION c360_audit.quiet()")


def test_a_record_that_the_database_drops_is_not_acknowledged_and_the_trigger_is_named(kept: Kept) -> None:
    five(kept)
    dropping(kept)
    with pytest.raises(AuditFailed, match="database doesn't keep a record as it is written"):
        view(kept.log)
    with pytest.raises(IntegrityError, match="a trigger or rule, quiet"):
        kept.log.verify()


def test_a_rule_or_a_policy_on_a_server_is_named(on_server: Kept) -> None:
    five(on_server)
    on_server.execute("CREATE POLICY hidden ON record USING (seq > 2)")
    with pytest.raises(IntegrityError, match="a trigger or rule, hidden"):
        on_server.log.verify()
    on_server.execute("DROP POLICY hidden ON record")
    on_server.execute("CREATE RULE quiet AS ON INSERT TO record DO INSTEAD NOTHING")
    with pytest.raises(AuditFailed, match="database doesn't keep a record"):
        view(on_server.log)
    with pytest.raises(IntegrityError, match="a trigger or rule, quiet"):
        on_server.log.verify()


def test_a_record_that_is_dropped_at_the_very_end_is_not_acknowledged(on_server: Kept) -> None:
    five(on_server)
    on_server.execute(
        "CREATE FUNCTION c360_audit.late() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN DELETE FROM c360_audit.record WHERE seq = NEW.seq; RETURN NULL; END'"
    )
    on_server.execute(
        "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON record DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION c360_audit.late()"
    )
    with pytest.raises(AuditFailed, match="database doesn't keep a record as it is written"):
        view(on_server.log)


def test_a_checkpoint_that_the_database_drops_is_told(tmp_path: Path) -> None:
    kept = in_file(tmp_path)
    five(kept)
    kept.execute("CREATE TRIGGER quiet BEFORE INSERT ON checkpoint BEGIN SELECT RAISE(IGNORE); END")
    with pytest.raises(AuditFailed, match="database doesn't keep a checkpoint as it is written"):
        kept.log.record(*[viewed()] * 100)


def test_an_acknowledged_record_that_was_taken_out_or_replaced_stops_its_writer(kept: Kept) -> None:
    five(kept)
    view(kept.log)
    forge(kept, 6)
    for act in (lambda: view(kept.log), kept.log.seal):
        with pytest.raises(AuditFailed, match="record 6, which was acknowledged, was changed or taken out"):
            act()
    forge(kept, 6, "x-6", "x-7")
    with pytest.raises(AuditFailed, match="record 6, which was acknowledged"):
        view(kept.log)
    other = kept.again()
    assert view(other) == 8, "who didn't write it can't know"
    other.close()


def test_an_acknowledged_record_that_another_closed_is_not_missed(kept: Kept, tmp_path: Path) -> None:
    five(kept)
    view(kept.log)
    other = kept.again()
    other.close_segment(tmp_path / "old.jsonl", user="eve", through=6)
    other.close()
    assert view(kept.log) == 8
    kept.log.close()
    assert kept.log.verify() == 2


@pytest.mark.parametrize("unsealed", [2, 101])
def test_records_without_the_checkpoints_that_they_must_have_are_told(tmp_path: Path, unsealed: int) -> None:
    kept = in_file(tmp_path)
    view(kept.log)
    kept.log.record(*[viewed()] * unsealed)
    kept.log.close()
    kept.execute(f"DELETE FROM checkpoint WHERE number > {unsealed > 100}")
    told = list(lines(kept.log.checkpoints))
    kept.log.checkpoints.write_text("".join(told[:1]) if unsealed > 100 else "", "utf-8")
    said = "newest 101 records have no checkpoint" if unsealed > 100 else "has 3 records and no checkpoint"
    with pytest.raises(IntegrityError, match=said):
        kept.log.verify()
    kept.log.checkpoints.unlink()
    kept.execute("DELETE FROM checkpoint")
    with pytest.raises(IntegrityError, match="records and no checkpoint"):
        kept.log.verify()


@pytest.mark.parametrize(
    ("column", "text"),
    [("at", "yesterday"), ("at", "2026-11-29T08:00:00"), ("sections", "{"), ("sections", "5"), ("sections", "[1]"),
     ("detail", "[]"), ("detail", '{"a":1}'), ("detail", "[" * 5000)],
)  # fmt: skip
def test_a_record_that_can_not_be_read_any_more_is_named(kept: Kept, column: str, text: str) -> None:
    five(kept)
    kept.execute(f"UPDATE record SET {column} = '{text}' WHERE seq = 3 RETURNING 1")
    with pytest.raises(IntegrityError, match="record 3 was changed"):
        kept.log.rows()


def test_a_checkpoint_that_can_not_be_read_any_more_is_told_and_not_exported(kept: Kept, tmp_path: Path) -> None:
    five(kept)
    kept.execute("UPDATE checkpoint SET line = 'x' WHERE number = 1 RETURNING 1")
    with pytest.raises(IntegrityError, match="was changed"):
        kept.log.export(tmp_path / "a", user="eve")
    with pytest.raises(IntegrityError, match="was changed"):
        kept.log.read(ledger.checkpoints, None)
