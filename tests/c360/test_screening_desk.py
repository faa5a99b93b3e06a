"""A customer screened when the profile is made: candidates, decisions and lists that fail, down to the risk band."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from c360.access import ANALYST, Role
from c360.audit import AuditLog, NullLog
from c360.book_risk import spread
from c360.errors import AuditFailed, DecidedMeanwhile, InputRefused, NotAllowed, NotScreened, UsageError
from c360.graph.connect import connect
from c360.model import Profile
from c360.model.screening import ScreenedSubject, Screening
from c360.policy import Policy, ScreeningRules
from c360.screening.lists import store
from c360.screening.lists.entry import Entry, ListedDocument, ListedName, sealed
from c360.screening.lists.reading import Reading
from c360.screening_desk import READING, ScreeningDesk
from c360.screening_run.customers import customers
from c360.sheets import screening as sheets
from c360.trial import compared, everybody, trial
from tests.c360.rules.told import POLICY
from tests.c360.sections.bank import book, builder, edge, person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHO = person(name="Ivo Vorlak", dateOfBirth="1961-05-05", nationality="UA", countryOfResidence="SY", gender="M")
PASSPORT = {"naturalKey": "d-1", "type": "PASSPORT", "number": "ZX 114477"}
REMARKS = ["seen with ZX 114477", "Passport ZX-114-477 (Ukraine)", "zx114477 old", "ＺＸ１１４４７７; ZX 11 44 77"]
PAPERS: dict[str, Any] = {
    "Person": [WHO], "Document": [PASSPORT], "HAS_DOCUMENT__Person__Document": [edge("c-1", "d-1")],
}  # fmt: skip


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of one customer with a passport: most tests change the lists alone."""
    return book(tmp_path_factory.mktemp("screened"), **PAPERS)


def vorlak(**more: Any) -> Entry:
    fields = {"births": ["1961-05-05"], "countries": ["sy"], "programs": ["X"]} | more
    names = [ListedName("VORLAK, Ivo", "primary"), ListedName("The Bear", "weak")]
    return sealed(list="A", id="1", schema="Person", names=names, **fields)


OTHER = sealed(list="A", id="2", schema="Person", names=[ListedName("Rasheed Omari", "primary")])


def put(folder: Path, entries: Sequence[Entry], name: str = "A", dated: str | None = "2026-02-27") -> None:
    reading = Reading(name, dated, tuple(entries), ())
    store.put(folder / "x.screening" / "lists", reading, loaded_at=NOW, allow_shrink=True)


def desk(folder: Path, *, wait: bool = True) -> ScreeningDesk:
    return ScreeningDesk(folder / "x.screening" / "lists", folder / "x.screening" / "decisions.sqlite", wait=wait)


def seen(where: Path, by: ScreeningDesk | None, role: Role = ANALYST) -> Profile:
    return builder(where, screens=by, role=role).build_profile("c-1")


def decide(by: ScreeningDesk, profile: Profile, outcome: str, role: Role = ANALYST, audit: Any = None) -> None:
    assert profile.risk is not None
    found = profile.risk.screening
    by.decide(found, found.candidates[0], outcome, "born elsewhere", user="ada", role=role, audit=audit or NullLog(),
              at=NOW)  # fmt: skip


def state(profile: Profile) -> tuple[Any, ...]:
    risk = profile.risk
    assert risk is not None
    return (risk.screening.state, risk.scores.sanctions.matches, risk.scores.sanctions.risk_level, risk.overall_risk)


def test_a_candidate_counts_until_a_person_dismisses_it_and_asks_again_when_the_entry_changes(
    tmp_path: Path, where: Path
) -> None:
    at = desk(tmp_path)
    put(tmp_path, [vorlak(), OTHER])
    before = seen(where, at)
    assert state(before) == ("screened", 1, "CRITICAL", "CRITICAL")
    assert before.risk is not None
    (one,) = before.risk.screening.candidates
    assert (one.list, one.entry_id, one.state, one.match) == ("A", "1", "open", True)
    assert sum(feature.effect for feature in one.features) == one.score
    assert [(alert.id, alert.status, alert.source) for alert in before.risk.alerts or ()] == [("A 1", "OPEN", "A")]
    evidence = [each for factor in before.risk.factors if factor.applied for each in factor.evidence]
    assert {(each.label, each.id, each.source) for each in evidence} == {("ListEntry", "A 1", "A")}
    assert before.summary.attention[0].title == "Sanctions candidate without a decision"
    assert [one.name for one in before.risk.scores.sanctions.lists or ()] == ["A"]

    token = at.token()
    decide(at, before, "dismissed")
    assert at.token() != token
    after = seen(where, at)
    assert state(after) == ("screened", 0, "LOW", "LOW")
    assert after.profile_id != before.profile_id
    assert after.risk is not None
    (one,) = after.risk.screening.candidates
    assert (one.state, one.decisions[0].by, one.decisions[0].reason) == ("dismissed", "ada", "born elsewhere")
    assert not [item for item in after.summary.attention if "anctions" in item.title]

    put(tmp_path, [vorlak(remarks=["more is known"]), OTHER])
    again = seen(where, at)
    assert state(again) == ("screened", 1, "CRITICAL", "CRITICAL")
    assert again.risk is not None
    (one,) = again.risk.screening.candidates
    assert (one.state, one.changed) == ("asks again", "the listed entry changed since")
    decide(at, again, "confirmed")
    last = seen(where, at)
    assert last.risk is not None
    assert state(last) == ("screened", 1, "CRITICAL", "CRITICAL")
    assert [each.outcome for each in last.risk.screening.candidates[0].decisions] == ["dismissed", "confirmed"]
    assert last.summary.attention[0].title == "Sanctions candidate confirmed"
    # Confirmed, and then the list says another thing: it asks again instead of going away.
    put(tmp_path, [vorlak(births=["1935-01-01"], countries=["br"], genders=["female"]), OTHER])
    gone = seen(where, at).risk
    assert gone is not None
    assert [(each.state, each.match) for each in gone.screening.candidates] == [("asks again", False)]


def test_equal_lists_give_equal_profiles_and_a_run_reads_the_same_of_a_customer(tmp_path: Path, where: Path) -> None:
    put(tmp_path, [vorlak(), OTHER])
    first, second = seen(where, desk(tmp_path)), seen(where, desk(tmp_path))
    assert first.profile_id == second.profile_id
    # What a decision rests on is the same whether the whole book was screened or this one customer.
    from c360.screening.found import subject_of
    from c360.screening.keyed import key_beside
    from c360.screening.subject import digest_of

    open_to_all = seen(where, desk(tmp_path), Role("auditor")).risk
    assert open_to_all is not None
    assert open_to_all.screening.subject is not None
    key = key_beside(tmp_path / "x.screening" / "run.sqlite")
    ((one,),) = customers(builder(where).graph.view(), key)
    assert digest_of(subject_of(open_to_all.screening.subject), key) == one.digest == open_to_all.screening.token
    assert one.digest is not None
    assert one.digest not in first.to_json()


def test_without_a_list_nobody_is_screened_and_the_sources_matches_count_as_before(tmp_path: Path, where: Path) -> None:
    bare, none = seen(where, None), seen(where, desk(tmp_path))
    assert state(bare) == state(none) == ("not screened", 0, "LOW", "LOW")
    assert none.risk is not None
    assert "doesn't mean" not in sheets.told(none.risk.screening, by_source=True)
    assert "doesn't mean that they are clear" in sheets.told(none.risk.screening, by_source=False)
    assert not (tmp_path / "x.screening").exists()


def test_lists_screen_a_book_whose_sources_deliver_no_match(tmp_path: Path) -> None:
    where = book(tmp_path, everything=False, Person=[WHO], Document=[], HAS_DOCUMENT__Person__Document=[])
    assert state(seen(where, desk(tmp_path)))[:3] == ("not screened", None, None)
    put(tmp_path, [OTHER])
    found = seen(where, desk(tmp_path))
    assert state(found)[:3] == ("screened", 0, "LOW")
    assert "SanctionsMatch" not in found.sections["risk"].missing


def test_a_damaged_list_or_decision_is_never_nobody(tmp_path: Path, where: Path) -> None:
    at = desk(tmp_path)
    put(tmp_path, [vorlak(), OTHER])
    decide(at, seen(where, at), "dismissed")
    kept = tmp_path / "x.screening" / "decisions.sqlite"
    with sqlite3.connect(kept) as db:
        db.execute("UPDATE decision SET outcome = 'confirmed'")
    damaged = seen(where, at)
    assert state(damaged) == ("unavailable", None, None, None)
    assert "was changed after it was made" in (damaged.sections["risk"].reason or "")
    assert "sanctions_matches" in damaged.sections["risk"].missing
    kept.unlink()
    (version,) = (tmp_path / "x.screening" / "lists" / "versions").iterdir()
    version.write_bytes(version.read_bytes()[:-9])
    cut = seen(where, desk(tmp_path))
    assert state(cut) == ("unavailable", None, None, None)
    assert cut.risk is not None
    assert "damaged" in (cut.risk.screening.reason or "")
    # What a source says is still a match.
    match = {"naturalKey": "m-1", "listName": "OFAC", "entryId": "9", "status": "OPEN",
             "screenedAt": "2024-06-01T00:00:00Z"}  # fmt: skip
    told = PAPERS | {"SanctionsMatch": [match], "SUBJECT_OF__SanctionsMatch__Person": [edge("m-1", "c-1")]}
    assert state(seen(book(tmp_path, **told), desk(tmp_path))) == ("unavailable", 1, "CRITICAL", "CRITICAL")


def test_while_lists_are_read_nobody_is_screened_and_nothing_waits(
    tmp_path: Path, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, go = desk(tmp_path, wait=False), threading.Event()
    put(tmp_path, [OTHER])
    read = ScreeningDesk._read
    monkeypatch.setattr(ScreeningDesk, "_read", lambda self, versions: (go.wait(60), read(self, versions))[1])
    at.warm()
    waiting, thread = seen(where, at), at._reading
    assert state(waiting) == ("not screened", None, None, None)
    assert "being read" in (waiting.sections["risk"].reason or "")
    token = at.token()
    go.set()
    assert thread is not None
    thread.join(120)
    assert at.token() != token
    assert state(seen(where, at)) == ("screened", 0, "LOW", "LOW")


def test_numbers_of_documents_are_compared_and_masked_on_both_sides(tmp_path: Path, where: Path) -> None:
    at = desk(tmp_path)
    put(tmp_path, [vorlak(documents=[ListedDocument("passport", "ZX114477")], remarks=REMARKS), OTHER])
    found = seen(where, at)
    assert found.risk is not None
    words = [each.words for each in found.risk.screening.candidates[0].features]
    assert "document number equal" in words
    assert "4477" not in re.sub(r"\*{4}4477", "", found.to_json())
    assert "Passport ****4477 (Ukraine)" in found.risk.screening.candidates[0].listed.remarks
    assert "ZX114477" in seen(where, at, Role("auditor")).to_json()


def test_who_may_decide_and_what_is_on_record(tmp_path: Path, where: Path) -> None:
    at, log = desk(tmp_path), AuditLog(tmp_path / "audit.sqlite")
    put(tmp_path, [vorlak(), OTHER])
    shown = seen(where, at)
    with pytest.raises(NotAllowed):
        decide(at, shown, "dismissed", Role("reader", fields=ANALYST.fields), log)
    decide(at, shown, "dismissed", audit=log)
    with pytest.raises(DecidedMeanwhile, match="ada dismissed this match"):
        decide(at, shown, "confirmed", audit=log)
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        rows = db.execute("SELECT action, customer_id, outcome FROM record ORDER BY seq").fetchall()
    assert rows == [("decide", "c-1", "denied"), ("decide", "c-1", "success"), ("decide", "c-1", "failed")]
    assert shown.risk is not None
    found = shown.risk.screening
    with pytest.raises(UsageError, match="needs a reason"):
        at.decide(found, found.candidates[0], "dismissed", " ", user="bo", role=ANALYST, audit=log, at=NOW)
    with pytest.raises(InputRefused, match="Look at them again"):
        decide(desk(tmp_path), shown, "dismissed")
    seen(book(tmp_path, **(PAPERS | {"Person": [WHO | {"nationality": "US"}]})), at)
    with pytest.raises(InputRefused, match="may have changed"):
        decide(at, shown, "dismissed")


def test_what_a_mask_hides_may_not_change_before_a_decision(tmp_path: Path, where: Path) -> None:
    at = desk(tmp_path)
    put(tmp_path, [vorlak(), OTHER])
    shown = seen(where, at)
    other = seen(book(tmp_path, **(PAPERS | {"Document": [PASSPORT | {"number": "AB 994477"}]})), at)
    assert shown.risk is not None
    assert other.risk is not None
    assert shown.risk.screening.subject == other.risk.screening.subject  # ****4477
    with pytest.raises(InputRefused, match="may have changed"):
        decide(at, shown, "dismissed")
    decide(at, other, "dismissed")


def test_a_decision_that_cannot_be_recorded_is_not_kept(tmp_path: Path, where: Path) -> None:
    at = desk(tmp_path)
    put(tmp_path, [vorlak(), OTHER])
    shown = seen(where, at)
    with pytest.raises(AuditFailed):
        decide(at, shown, "dismissed", audit=AuditLog(tmp_path / "no" / "folder" / "audit.sqlite"))
    assert seen(where, at).profile_id == shown.profile_id


def test_somebody_without_a_name_is_not_screened(tmp_path: Path) -> None:
    put(tmp_path, [OTHER])
    rules = ScreeningRules(Decimal("0.70"), Decimal("0.50"), dismissal_covers_twins=False)
    for name in (None, " ", "????? ?????", "-", "...", "12 34", "UNKNOWN", "n/a", "Not known"):
        found = desk(tmp_path).screen(ScreenedSubject("c-1", name), rules, ZoneInfo("UTC"))
        assert (found.state, found.unsure, found.candidates) == ("not screened", True, ()), name
    for name in ("Ng", "李", "UNKNOWN JONES"):
        assert desk(tmp_path).screen(ScreenedSubject("c-1", name), rules, ZoneInfo("UTC")).state == "screened"


def test_the_numbers_of_somebody_without_a_name_are_compared_all_the_same(tmp_path: Path) -> None:
    where = book(tmp_path, **(PAPERS | {"Person": [WHO | {"name": "?????"}]}))
    put(tmp_path, [OTHER])
    assert state(seen(where, desk(tmp_path))) == ("not screened", None, None, None)
    put(tmp_path, [vorlak(documents=[ListedDocument("passport", "ZX114477")]), OTHER])
    found = seen(where, desk(tmp_path))
    assert state(found) == ("not screened", 1, "CRITICAL", "CRITICAL")
    assert found.risk is not None
    assert "Known all the same: 1 candidate" in sheets.told(found.risk.screening, by_source=False)


def test_the_two_records_side_by_side(tmp_path: Path, where: Path) -> None:
    at = desk(tmp_path)
    put(tmp_path, [vorlak(births=["1963"]), OTHER])
    found = seen(where, at).risk
    assert found is not None
    assert found.screening.subject is not None
    (one,) = found.screening.candidates
    sides = {side.what: side for side in sheets.side_by_side(one, found.screening.subject, ["1 Elm St"])}
    assert (sides["Born"].bank, sides["Born"].listed) == ("5 May 1961", "1963")
    # How much each weighs is the comparison's; that the line has the feature's own effect and words is this table's.
    effects = {each.name: sheets.signed(each.effect) for each in one.features}
    assert sides["Born"].says.startswith(f"▼ Against ({effects['birth']}): born 5 May 1961 against 1963")
    assert sides["Countries"].says.startswith(f"▲ For ({effects['country']}): country in common")
    assert sides["Other names"].listed == "The Bear (weak alias)"
    assert sides["Addresses"].bank == "1 Elm St"
    assert sides["Gender"].says == "○ Neither: not known to the list"
    assert sheets.differing("Ivo Vorlak", "VORLAK, Iwo") == (("Ivo", False), ("Vorlak", True))


def test_the_book_and_a_trial_are_screened_as_its_customers_are(tmp_path: Path, where: Path) -> None:
    at, graph = desk(tmp_path), connect(where)
    told: dict[str, Any] = {"policy": POLICY, "user": "ada", "audit": NullLog()}
    put(tmp_path, [vorlak(), OTHER])
    counted = spread(graph, screens=at, **told)
    assert [(one.band, one.customers) for one in counted.counts] == [("CRITICAL", 1)]
    assert counted.band("CRITICAL") == 1
    found = trial(graph, POLICY, screens=at, **told)
    assert (found.total("CRITICAL", after=False), found.total("CRITICAL", after=True)) == (1, 1)
    kept = everybody(graph, screens=at, most=9, **told)
    assert compared(kept, POLICY, POLICY).total("CRITICAL", after=True) == 1
    # A policy that screens otherwise is tried with its own screening.
    weaker = vorlak(births=["1961"], countries=[])
    put(tmp_path, [weaker, OTHER])
    (one,) = screening_of(where, at, POLICY).candidates
    stricter = replace(POLICY, screening=replace(POLICY.screening, threshold=one.score + Decimal("0.0001")))
    assert not screening_of(where, at, stricter).candidates
    found = trial(graph, stricter, screens=at, **told)
    assert (found.total("CRITICAL", after=False), found.total("LOW", after=True)) == (1, 1)


def screening_of(where: Path, by: ScreeningDesk, policy: Policy) -> Screening:
    risk = builder(where, policy=policy, screens=by).build_profile("c-1").risk
    assert risk is not None
    return risk.screening


def test_the_book_is_not_judged_while_its_lists_are_read_or_damaged(tmp_path: Path, where: Path) -> None:
    graph, told = connect(where), dict[str, Any](policy=POLICY, user="ada", audit=NullLog())

    class Reading:
        def screen(self, *_: Any) -> Screening:
            return Screening("not screened", READING)

    put(tmp_path, [vorlak(), OTHER])
    for file in (tmp_path / "x.screening" / "lists" / "versions").iterdir():
        file.write_bytes(b"damaged")
    for screens in (Reading(), desk(tmp_path)):
        with pytest.raises(NotScreened, match="can't be told now"):
            spread(graph, screens=screens, **told)
        with pytest.raises(NotScreened):
            trial(graph, POLICY, screens=screens, **told)
        with pytest.raises(NotScreened):
            everybody(graph, screens=screens, most=9, **told)
