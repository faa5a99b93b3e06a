"""Another policy on a whole book: counts that add up, who moves and why, on record before it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360.audit import Record
from c360.errors import AuditFailed, UsageError
from c360.export.trial import export
from c360.graph.connect import connect
from c360.policy import Policy
from c360.policy_file import editing, parse
from c360.sheets import trial as sheets
from c360.trial import Everybody, Somebody, compared, everybody, trial
from tests.c360.rules.test_worse_evidence import FACTS
from tests.c360.rules.told import AS_OF, POLICY, alert, facts

TEXT = editing.text_of(None)


class Kept:
    """An audit log in memory."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def record(self, *records: Record) -> int:
        self.records += records
        return len(self.records)

    def lately(self, user: str, action: str, seconds: float) -> int:
        return 0

    def keyed(self, text: str) -> str:
        return ""


def changed(values: Mapping[str, Any]) -> Policy:
    return parse(editing.edited(TEXT, {path: Decimal(str(value)) for path, value in values.items()}).encode())


def people(*found: Any) -> Everybody:
    return Everybody("Bank", AS_OF, 3, tuple(Somebody(f"c-{at}", f"Name {at}", one) for at, one in enumerate(found)))


@given(st.lists(st.none() | FACTS, max_size=12), st.integers(300, 850), st.integers(1, 40), st.integers(1, 365))
@settings(max_examples=60)
def test_the_counts_add_up(found: list[Any], score: int, points: int, days: int) -> None:
    after = changed({"factors.0.threshold": score, "factors.7.threshold": points, "factors.8.days": days})
    told = compared(people(*found), POLICY, after)
    assert sum(cell.count for cell in told.matrix) == told.customers == len(found)
    assert told.moves == len(told.moved) == sum(cell.count for cell in told.matrix if cell.before != cell.after)
    assert told.unread == found.count(None)
    assert sum(told.total(band, after=True) for band in sheets.ORDER) == len(found)
    assert sum(one.before for one in told.ratings) == sum(one.after for one in told.ratings) == len(found) - told.unread
    assert all(move.changes for move in told.moved)
    same = compared(people(*found), POLICY, POLICY)
    assert (same.moves, same.moved, same.changed_alike) == (0, (), 0)


def test_who_moves_from_where_to_where_and_why() -> None:
    after = changed({"factors.0.threshold": 640, "bands.0.from": 0.5, "bands.1.from": 0.4})
    known = people(
        facts(score=630), facts(score=640), facts(score=700, fraud=(alert(),), aml=(alert(),)), facts(score=500), None
    )
    told = compared(known, POLICY, after)
    assert [(move.id, move.before, move.after) for move in told.moved] == [
        ("c-2", "HIGH", "CRITICAL"), ("c-0", "LOW", "MEDIUM"),
    ]  # fmt: skip
    first, second = (move.changes[0] for move in told.moved)
    assert (first.rule, first.before, first.after, first.because) == ("bands", "HIGH", "CRITICAL", "Base score 0.50")
    assert (second.rule, second.before, second.after) == ("base.credit", "doesn't apply", "applies, +0.25")
    assert second.because == "Score 630 is below 640"
    assert sheets.sentence(told) == (
        "2 customers of 5 would change their band; 1 could not be read and stand as unknown."
    )
    assert sheets.matrix(told).rows[0] == ("LOW", 1, 1, 0, 0, 0, 2)
    assert sheets.bands(told).rows[-1] == (None, 1, 1, 0)


def test_a_rule_that_is_new_or_gone_says_so() -> None:
    without = replace(POLICY, rules=tuple(rule for rule in POLICY.rules if rule.id != "floor.pep"))
    exposed = people(facts(politically_exposed=True))
    assert compared(exposed, POLICY, without).moved[0].changes[0].after == "no such rule"
    back = compared(exposed, without, POLICY).moved[0]
    assert (back.changes[0].before, back.changes[0].after) == ("no such rule", "applies, at least MEDIUM")


def test_credit_bands_move_ratings_and_nobody() -> None:
    told = compared(people(facts(score=755), facts(score=None)), POLICY, changed({"credit.bands.0.from": 760}))
    assert told.moves == 0
    assert [(one.name, one.before, one.after) for one in told.ratings if one.before or one.after] == [
        ("Excellent", 1, 0), ("Good", 0, 1), (None, 1, 1),
    ]  # fmt: skip


def test_a_whole_book_is_read_once_and_on_record(demo_book: Path) -> None:
    graph, audit, after = connect(demo_book), Kept(), changed({"factors.0.threshold": 640})
    seen: list[tuple[int, int]] = []
    told = trial(
        graph, after, policy=POLICY, user="ada", audit=audit, progress=lambda _, done, of: seen.append((done, of))
    )
    assert told.customers == seen[0][1] == sum(cell.count for cell in told.matrix) >= 150
    assert told.unread == 0
    assert told.moves > 0
    made = audit.records[0]
    assert (made.action, made.customer_id, made.outcome) == ("policy", None, "success")
    assert made.detail["policy"] == POLICY.digest
    assert made.detail["tried"] == after.digest
    assert made.detail["moved"] == str(told.moves)
    named = sorted(move.id for move in told.moved)
    assert sorted(one.customer_id or "" for one in audit.records[1:]) == named
    # What each profile shows today is what the trial calls today.
    kept = everybody(graph, policy=POLICY, user="ada", audit=audit, most=10_000)
    assert compared(kept, POLICY, after) == told
    data = export(told, user="ada", audit=audit)
    assert data.count(b"\r\n") == len(told.moved) + 1
    assert audit.records[-1].detail["kind"] == "csv"
    assert sorted(one.customer_id or "" for one in audit.records[-len(named) :]) == named
    with pytest.raises(UsageError, match="more than 10 people"):
        everybody(graph, policy=POLICY, user="ada", audit=audit, most=10)
    assert audit.records[-1].outcome == "failed"


def test_the_trial_and_the_profiles_agree(demo_book: Path) -> None:
    from c360.audit import NullLog
    from c360.profile import Customer360Builder

    graph = connect(demo_book)
    kept = everybody(graph, policy=POLICY, user="ada", audit=NullLog(), most=10_000)
    ids = [one.id for one in kept.people][:200]
    profiles = Customer360Builder(graph, POLICY, NullLog(), "ada").build_profiles(ids, sections=["risk"])
    stricter = changed({"factors.0.threshold": 1})
    told = compared(replace(kept, people=kept.people[:200]), POLICY, stricter)
    shown = [profile.risk.overall_risk for profile in profiles if profile.risk]
    assert {band: told.total(band, after=False) for band in set(shown)} == {
        band: shown.count(band) for band in set(shown)
    }


def test_nothing_is_told_that_could_not_be_recorded(demo_book: Path) -> None:
    class Full(Kept):
        def record(self, *records: Record) -> int:
            raise AuditFailed("Nothing is shown.")

    with pytest.raises(AuditFailed):
        trial(connect(demo_book), POLICY, policy=POLICY, user="ada", audit=Full())
