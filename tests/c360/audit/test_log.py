"""What holds of every audit log, in a file and in PostgreSQL: one chain, however many write, to be read back."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c360.audit import NullLog, Record
from c360.audit.record import COLUMNS
from tests.c360.audit.logs import Kept, view, viewed

ROOT = Path(__file__).parents[3]


def test_a_record_says_who_what_and_when(kept: Kept) -> None:
    before = datetime.now(UTC)
    assert (view(kept.log), view(kept.log)) == (1, 2)
    first, _ = kept.rows()
    told = dict(zip(COLUMNS, first, strict=True))
    assert before <= datetime.fromisoformat(told["at"]) <= datetime.now(UTC)
    assert told["at"].endswith("+00:00")
    assert (told["user"], told["action"], told["customer_id"], told["outcome"]) == (
        "ada", "view", "customer-1", "success",
    )  # fmt: skip
    assert (told["sections"], told["detail"]) == ('["identity","risk"]', '{"as_of":"2024-06-30"}')
    assert kept.log.verify() == 2


def test_a_record_keeps_the_bytes_that_its_digest_is_of(kept: Kept) -> None:
    view(kept.log)
    view(kept.log)
    (first, before, digest, made), (_, after, *_) = kept.execute(
        "SELECT seq, before, digest, canonical FROM record ORDER BY seq"
    )
    assert hashlib.sha256(made).hexdigest() == digest == after
    told = json.loads(made)
    assert tuple(told[name] for name in COLUMNS) == kept.rows()[first - 1]
    assert told["before"] == before == "0" * 64
    assert made == json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_another_process_goes_on_where_this_one_stopped(kept: Kept) -> None:
    view(kept.log)
    kept.log.close()
    other = kept.again()
    assert view(other) == 2
    assert view(kept.log) == 3
    other.close()
    assert kept.log.verify() == 3


def test_many_records_are_one_chain(kept: Kept) -> None:
    assert kept.log.record(viewed("a"), viewed("b"), viewed("c")) == 3
    assert kept.log.record() == 0
    assert kept.log.verify() == 3


def test_many_writers_make_one_chain_and_one_chain_of_checkpoints(kept: Kept) -> None:
    # Eight at a log that isn't there yet; processes of their own, as servers are.
    script = "import sys; from tests.c360.audit.logs import write_many; write_many(*sys.argv[1:3], 40)"
    command = [sys.executable, "-c", script, kept.where, str(kept.log.checkpoints)]
    writers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = [writer.communicate()[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    numbers = sorted(int(number) for each in told for number in each.split())
    assert numbers == list(range(1, 321)), "each has its number, and no two the same"
    found = kept.log.verification()
    assert (found.records, found.unsealed, found.lagging) == (320, 0, 0)
    times = [row[1] for row in kept.rows()]
    assert times == sorted(times)


def test_threads_share_a_transaction_and_each_is_told_its_own_number(kept: Kept) -> None:
    view(kept.log)
    gate, numbers = threading.Barrier(8), []

    def work(one: int) -> None:
        gate.wait()
        for turn in range(10):
            numbers.append((kept.log.record(viewed(f"{one}-{turn}-a"), viewed(f"{one}-{turn}-b")), f"{one}-{turn}-b"))

    threads = [threading.Thread(target=work, args=(one,)) for one in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    held = {row[0]: row[4] for row in kept.rows()}
    assert len(held) == 161
    assert all(held[number] == customer for number, customer in numbers)
    assert all(held[number - 1] == customer.replace("-b", "-a") for number, customer in numbers), (
        "a call's stay together"
    )
    kept.log.close()
    assert kept.log.verify() == 161


def test_a_forked_child_writes_on_its_own_connection(kept: Kept) -> None:
    view(kept.log)
    child = multiprocessing.get_context("fork").Process(target=view, args=(kept.log,))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert view(kept.log) == 3
    assert kept.log.verify() == 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(alphabet=st.characters(codec=None), max_size=20), min_size=3, max_size=3))
def test_hostile_text_is_recorded_and_verifies(kept: Kept, texts: list[str]) -> None:
    user, customer, word = texts
    number = kept.log.record(Record(user, "view", customer, "no such customer", detail={word: word}))
    assert kept.log.verify() == number
    newest = kept.log.rows(customer=customer, user=user, limit=1)
    assert [one.seq for one in newest] == [number], "it is found by what it was recorded with"


def test_a_huge_id_does_not_fill_the_disk(kept: Kept) -> None:
    view(kept.log, "x" * 1_000_000)
    assert str(kept.rows()[0][4]).endswith("… (1000000 characters)")
    assert kept.log.verify() == 1


@pytest.mark.parametrize(("action", "outcome"), [("look", "success"), ("view", "fine")])
def test_unknown_words_are_the_callers_mistake(action: str, outcome: str) -> None:
    with pytest.raises(ValueError, match="no such audit"):
        Record("ada", action, None, outcome)


def test_rows_come_newest_first_and_by_what_was_asked(kept: Kept) -> None:
    assert kept.log.rows() == [], "no log yet"
    kept.log.record(viewed("c-1", "ada"), viewed("c-2", "ada"), viewed("c-1", "bob"))
    kept.log.record(Record("ada", "export", "c-1", "failed", detail={"kind": "pdf"}))
    log = kept.log
    assert [one.seq for one in log.rows()] == [4, 3, 2, 1]
    assert [one.seq for one in log.rows(customer="c-1")] == [4, 3, 1]
    assert [one.seq for one in log.rows(user="ada", action="view")] == [2, 1]
    assert [one.seq for one in log.rows(outcome="failed")] == [4]
    assert [one.seq for one in log.rows(limit=2)] == [4, 3]
    assert [one.seq for one in log.rows(before=3, limit=1)] == [2]
    (newest,) = log.rows(limit=1)
    assert (newest.user, newest.action, newest.customer_id, newest.outcome) == ("ada", "export", "c-1", "failed")
    assert dict(newest.detail) == {"kind": "pdf"}
    assert newest.at.utcoffset() == timedelta(0)
    assert log.rows(customer="c-1", user="bob")[0].sections == ("identity", "risk")


def test_rows_are_of_a_time(kept: Kept) -> None:
    view(kept.log)
    (one,) = kept.log.rows()
    tick = timedelta(microseconds=1)
    assert kept.log.rows(since=one.at, until=one.at + tick) == [one]
    assert kept.log.rows(since=one.at + tick) == []
    assert kept.log.rows(until=one.at) == []
    with pytest.raises(ValueError, match="zone"):
        kept.log.rows(since=datetime(2026, 1, 1))


def test_what_a_user_did_lately_is_counted(kept: Kept) -> None:
    assert kept.log.lately("ada", "view", 60) == 0
    kept.log.record(viewed(), viewed(), viewed(user="bob"), Record("ada", "search", None, "success"))
    assert kept.log.lately("ada", "view", 60) == 2
    assert kept.log.lately("ada", "view", 0) == 0


def test_a_search_is_digested_by_a_key_of_the_log(kept: Kept) -> None:
    digest = kept.log.keyed("miller")
    assert digest == kept.again().keyed("miller")
    assert digest != hashlib.sha256(b"miller").hexdigest()
    assert kept.log.keyed("\ud800") != digest


def test_a_null_log_keeps_nothing() -> None:
    assert view(NullLog()) == 0
