"""Decisions on candidates: kept whole, in order, through restarts, kills, full disks and two who decide at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from c360.audit import AuditLog, NullLog
from c360.cli.screening_decisions import plain_decision
from c360.errors import AuditFailed, C360Error, DecidedMeanwhile, IntegrityError, UsageError
from c360.screening.decisions import Decision, Decisions
from c360.screening.lists.entry import Entry, Link, ListedName, sealed
from c360.screening.standing import standing, twins
from c360.screening.subject import IdentityDocument, Subject
from c360.screening.subject import digest_of as keyed_digest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = b"k" * 32
SUBJECT = Subject("Ivo Vorlak", birth_date="1961-05-05", countries=("sy", "ua"))


def digest_of(subject: Subject, key: bytes = KEY) -> str:
    return keyed_digest(subject, key)


def entry(number: int = 101, name: str = "VORLAK, Ivo", list_: str = "OFAC SDN", **fields: object) -> Entry:
    return sealed(**{"list": list_, "id": str(number), "schema": "Person", "names": [ListedName(name, "primary")],
                     "births": ["1961-05-05"]} | fields)  # fmt: skip


def decision(customer: str = "c1", by: str = "ada", outcome: str = "dismissed", of: Entry | None = None) -> Decision:
    of = of or entry()
    return Decision(customer, "Person", of.list, of.id, outcome, "another birthplace", by, NOW, "f" * 64, of.digest,
                    digest_of(SUBJECT))  # fmt: skip


def test_what_was_decided_is_there_after_a_restart_and_on_record_before(tmp_path: Path) -> None:
    path, log = tmp_path / "x.screening" / "decisions.sqlite", AuditLog(tmp_path / "audit.sqlite")
    assert Decisions(path).all() == ()
    first = Decisions(path).decide(decision(), log)
    second = Decisions(path).decide(decision("c2", "bo", "confirmed"), log)
    assert (first.number, second.number) == (1, 2)
    assert Decisions(path).all() == (first, second)
    assert Decisions(path).of("c1") == (first,)
    assert Decisions(path).of("c1", "Company") == ()
    with closing(sqlite3.connect(log.path)) as db:
        records = db.execute("SELECT user, action, customer_id, outcome FROM record ORDER BY seq").fetchall()
    assert records == [("ada", "decide", "c1", "success"), ("bo", "decide", "c2", "success")]
    with closing(sqlite3.connect(path)) as kept, closing(sqlite3.connect(log.path)) as recorded:
        for (digest,) in kept.execute("SELECT digest FROM decision"):
            assert recorded.execute("SELECT 1 FROM record WHERE instr(detail, ?)", (digest,)).fetchone()
        assert not recorded.execute("SELECT 1 FROM record WHERE instr(detail, ?)", (first.subject_digest,)).fetchone()
    assert first.subject_digest not in str(plain_decision(first))
    # Nobody without the key can try numbers until the digest is the one that is kept.
    assert digest_of(SUBJECT, b"x" * 32) != first.subject_digest


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " \n"}, {"outcome": "perhaps"}, {"kind": "Dog"}, {"by": ""}, {"reason": "x" * 2001},
     {"reason": "half \ud800"}, {"at": datetime(2026, 3, 1)}, {"entry": "x" * 301}],
)  # fmt: skip
def test_what_is_no_decision_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        replace(decision(), **wrong)  # type: ignore[arg-type]


def test_the_second_of_two_is_told_of_the_first_and_may_decide_anyway(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path / "d.sqlite")
    first = decisions.decide(decision(by="ada"), NullLog())
    with pytest.raises(DecidedMeanwhile, match="ada dismissed this match at 2026-03-01 12:00 UTC"):
        decisions.decide(decision(by="bo", outcome="confirmed"), NullLog())
    assert decisions.all() == (first,)
    second = decisions.decide(decision(by="bo", outcome="confirmed"), NullLog(), seen=None)
    third = decisions.decide(decision(by="cy"), NullLog(), seen=second.number)
    stands = standing(decisions.of("c1"), entry(), digest_of(SUBJECT))
    assert (stands.decision, stands.history, stands.seen) == (third, (first, second, third), 3)


def test_of_many_threads_one_decides_and_all_that_decide_anyway_are_kept(tmp_path: Path) -> None:
    path, log = tmp_path / "d.sqlite", AuditLog(tmp_path / "audit.sqlite")

    def one(number: int, seen: int | None) -> bool:
        try:
            Decisions(path).decide(decision(by=f"u{number}"), log, seen=seen)
        except DecidedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda number: one(number, 0), range(8))) == 1
        assert all(pool.map(lambda number: one(number, None), range(8)))
    found = Decisions(path).all()
    assert [each.number for each in found] == list(range(1, 10))
    assert {each.by for each in found[1:]} == {f"u{number}" for number in range(8)}
    assert log.verify() == 16


def _decide_anyway(path: Path, name: str) -> None:
    for _ in range(5):
        Decisions(path).decide(decision(by=name), NullLog(), seen=None)


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite"
    running = [multiprocessing.get_context("fork").Process(target=_decide_anyway, args=(path, who)) for who in "ab"]
    for process in running:
        process.start()
    for process in running:
        process.join()
    assert sorted(one.by for one in Decisions(path).all()) == ["a"] * 5 + ["b"] * 5


def test_killed_in_the_middle_it_holds_what_was_decided_and_nothing_half(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite"
    Decisions(path).decide(decision(), NullLog())
    code = f"""
        import os, signal, sys
        from c360.audit import NullLog
        from c360.screening.decisions import Decisions
        sys.path.insert(0, {os.getcwd()!r})
        from tests.c360.screening.test_decisions import decision
        from pathlib import Path
        class Dies(NullLog):
            def record(self, *records):
                print("recorded", flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
        Decisions(Path({str(path)!r})).decide(decision("c2"), Dies())
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "recorded\n"), done.stderr
    assert [one.customer for one in Decisions(path).all()] == ["c1"]
    assert Decisions(path).decide(decision("c3"), NullLog()).number == 2


def test_what_cannot_be_recorded_or_kept_is_not_kept(tmp_path: Path) -> None:
    class Full(NullLog):
        def record(self, *records: object) -> int:
            raise AuditFailed("No.")

    decisions = Decisions(tmp_path / "d.sqlite")
    with pytest.raises(AuditFailed):
        decisions.decide(decision(), Full())
    assert decisions.all() == ()
    log = AuditLog(tmp_path / "audit.sqlite")
    (tmp_path / "file").touch()
    with pytest.raises(C360Error, match="can't be kept"):
        Decisions(tmp_path / "file" / "d.sqlite").decide(decision(), log)
    with closing(sqlite3.connect(log.path)) as db:
        assert db.execute("SELECT action, outcome FROM record").fetchall() == [("decide", "failed")]


def test_a_decision_that_was_changed_or_taken_out_shows(tmp_path: Path) -> None:
    path = tmp_path / "d.sqlite"
    for customer in ("c1", "c2", "c3"):
        Decisions(path).decide(decision(customer), NullLog())
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DELETE FROM decision WHERE number = 2")
    with pytest.raises(IntegrityError, match="The decision 2 is missing"):
        Decisions(path).all()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE decision SET outcome = 'confirmed' WHERE number = 1")
    with pytest.raises(IntegrityError, match="The decision 1 was changed"):
        Decisions(path).of("c1")
    path.write_bytes(b"no database at all, but long enough to look like one" * 40)
    with pytest.raises(IntegrityError, match="is damaged"):
        Decisions(path).all()


def test_it_holds_until_the_entry_or_the_customer_changes(tmp_path: Path) -> None:
    dismissed, subject = (decision(),), digest_of(SUBJECT)
    assert standing((), entry(), subject).state == "open"
    assert standing(dismissed, entry(), subject).state == "dismissed"
    again = standing(dismissed, entry(remarks=["new"]), subject)
    assert (again.state, again.decision, again.changed) == (
        "asks again", dismissed[0], "the listed entry changed since",
    )  # fmt: skip
    moved = digest_of(replace(SUBJECT, countries=("sy",)))
    assert standing(dismissed, entry(), moved).changed == "the customer's data changed since"
    assert standing(dismissed, entry(102), subject).state == "open"


def test_twins_are_covered_only_where_they_are_given() -> None:
    here = entry()
    alike, linked = entry(7, "Ivo Vorlak", "UN"), entry(8, "X", "UN", links=[Link("same as", "", "OFAC SDN", "101")])
    others = [entry(9, "Ivo Vorlak", "UN", births=["1962"]), entry(10, "Ivo Vorlak", "UN", schema="Company"), here]
    assert twins(here, [alike, linked, *others]) == (alike, linked)
    dismissed = (decision(of=alike),)
    assert standing(dismissed, here, digest_of(SUBJECT)).state == "open"
    covered = standing(dismissed, here, digest_of(SUBJECT), twins(here, [alike]))
    assert (covered.state, covered.twin, covered.seen) == ("dismissed", True, 0)
    confirmed = (decision(of=alike, outcome="confirmed"),)
    assert standing(confirmed, here, digest_of(SUBJECT), [alike]).state == "open"


def test_the_digest_of_a_subject_is_of_what_is_compared_in_no_order() -> None:
    turned = replace(SUBJECT, countries=("ua", "sy"))
    assert digest_of(turned) == digest_of(SUBJECT)
    documents = (IdentityDocument("1"), IdentityDocument("2", "passport", "sy"))
    assert digest_of(replace(SUBJECT, documents=documents)) == digest_of(replace(SUBJECT, documents=documents[::-1]))
    other = [replace(SUBJECT, name="Ivo Worlak"), replace(SUBJECT, birth_date=None), replace(SUBJECT, gender="male"),
             replace(SUBJECT, documents=documents), replace(SUBJECT, aliases=("sy", "ua"), countries=())]  # fmt: skip
    assert len({digest_of(one) for one in (SUBJECT, *other)}) == 6
