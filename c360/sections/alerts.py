"""Alerts and sanctions matches as of a day: rows to show, and facts for the rules to judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __
from gremlin_python.process.traversal import T

from c360.graph import schema as s
from c360.model import AlertRow, ScreeningList
from c360.rules import AlertFact
from c360.sections.accounts import OWNED, currencies
from c360.sections.contract import Ask
from c360.sections.reading import Row, day_of, newest, sort_moment, started

ALERTS: Final = (s.FRAUD_ALERT, s.AML_ALERT)
_KINDS: Final = {s.FRAUD_ALERT: "FRAUD", s.AML_ALERT: "AML"}


_STAMP: Final = ("naturalKey", "source", "updatedAt")
_READ: Final = (
    "alertId", "status", "severity", "raisedAt", "closedAt", "reason", *_STAMP, "listName", "entryId", "screenedAt",
    "decidedAt",
)  # fmt: skip


def subjects() -> GraphTraversal:
    """Whatever alerts and matches point here: `label` and `record` of each."""
    return __.in_(s.SUBJECT_OF).dedup().project("label", "record").by(T.label).by(__.value_map(*_READ)).fold()


def on_accounts(accounts: GraphTraversal) -> GraphTraversal:
    """The accounts that any point at: `account` and `subjects` of each."""
    marked = accounts.where(__.in_(s.SUBJECT_OF)).project("account", "subjects")
    return marked.by(__.value_map(*OWNED)).by(subjects()).fold()


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert or match as a row to show and as a fact to judge."""

    row: AlertRow
    fact: AlertFact


def alerts(about: str, subjects: list[Any], accounts: list[Any], ask: Ask) -> list[Alert]:
    """Alerts on somebody, named as `about` ("Person customer-1"), and on owned accounts, each once, as of the day."""
    found: dict[tuple[str, str], Alert] = {}
    places = [(about, subjects)]
    for item in accounts:
        places += [(f"{s.ACCOUNT} {number}", item["subjects"]) for number in currencies([item["account"]], ask)]
    for on, items in (places[0], *sorted(places[1:], key=lambda place: place[0])):
        for item in items:
            if item["label"] not in ALERTS:
                continue
            row = Row(item["record"], ask.book.zone)
            raised, closed, status = row.moment("raisedAt"), row.moment("closedAt"), row.text("status")
            if not started(raised, ask.as_of):
                continue
            if not started(closed, ask.as_of):
                # Closed later than the day looked at: on that day it was open.
                closed, status = None, "OPEN"
            key, label = row.text("alertId") or str(row.get("naturalKey")), item["label"]
            shown = AlertRow(
                key, _KINDS[label], status, row.text("severity"), raised, closed, row.text("reason"), on,
                row.text("source"), row.moment("updatedAt"),
            )  # fmt: skip
            fact = AlertFact(status, row.text("severity"), None if raised is None else day_of(raised),
                             row.evidence(label, "naturalKey"))  # fmt: skip
            found.setdefault((label, str(row.get("naturalKey"))), Alert(shown, fact))
    return list(found.values())


def _latest(rows: list[Any], ask: Ask) -> list[Row]:
    """Of several runs over one entry of a list the latest, with its decision; what names no entry stands for itself."""
    found: dict[tuple[str, ...], Row] = {}
    for row in (Row(item, ask.book.zone) for item in rows):
        entry = row.text("entryId")
        key = (str(row.get("naturalKey")),) if entry is None else (row.text("listName") or "", entry)
        if key not in found or _run(row, ask) > _run(found[key], ask):
            found[key] = row
    return list(found.values())


def _run(row: Row, ask: Ask) -> tuple[float, float, str]:
    """When a match was screened and decided; the natural key, so that equal ones have an order."""
    moments = (sort_moment(row.moment(key), ask.book.zone) for key in ("screenedAt", "decidedAt"))
    return (*moments, str(row.get("naturalKey")))  # type: ignore[return-value]


def matches(rows: list[Any], about: str, ask: Ask) -> list[Alert]:
    """Of each listed entry the latest match, with its decision, whatever the day."""
    found = []
    for row in _latest(rows, ask):
        key, screened, decided = str(row.get("naturalKey")), row.moment("screenedAt"), row.moment("decidedAt")
        words = " ".join(filter(None, ("Match on", row.text("listName"), row.text("entryId"))))
        status = row.text("status")
        shown = AlertRow(
            key, "SANCTIONS", status, None, screened, decided, words, about,
            row.text("source"), row.moment("updatedAt"),
        )  # fmt: skip
        fact = AlertFact(status, None, None if screened is None else day_of(screened),
                         row.evidence(s.SANCTIONS_MATCH, "naturalKey"))  # fmt: skip
        found.append(Alert(shown, fact))
    return found


def facts(found: Iterable[Alert], label: str) -> tuple[AlertFact, ...]:
    told = (alert.fact for alert in found if alert.fact.evidence.label == label)
    return tuple(sorted(told, key=lambda fact: fact.evidence.id))


def lists(rows: list[Any], ask: Ask) -> tuple[ScreeningList, ...]:
    """The lists that the matches name, each with its newest screening."""
    runs: dict[str, list[datetime | date | None]] = {}
    for row in (Row(item, ask.book.zone) for item in rows):
        runs.setdefault(row.text("listName") or "unnamed list", []).append(row.moment("screenedAt"))
    return tuple(ScreeningList(name, newest(runs[name], ask.book.zone)) for name in sorted(runs))
