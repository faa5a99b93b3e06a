"""Planted: alerts of every status, kind and age, sanctions matches, exposed people, scores at the bands' edges.

| customer | shows | comes out as |
|---|---|---|
| 12440 | a sanctions match nobody has decided | CRITICAL |
| 12441 | a confirmed match, frozen | CRITICAL |
| 12442 | a dismissed match | not counted |
| 12443 | politically exposed | by policy |
| 12444 | score 540, an open fraud and an open AML alert | 0.75, CRITICAL |
| 12445 | a confirmed fraud alert | at least HIGH |
| 12446 | two closed false positives and a closed alert | LOW |
| 12447 | an open alert on his own account, another on one he may only use (12454's) | one counted |
| 12448 | an alert raised in February, closed in May 2024 | open as of 2024-03-31 |
| 12449 | a confirmed AML alert of January 2023 | old, still counted |
| 12450, 12451 | two people, one passport | a shared document |
| 12452, 12453 | scores of 600 and 599 | a band's edge |
| 12455 | open AML alerts of 1 to 400 days ago, LOW to CRITICAL, on her account | one factor |
"""

from __future__ import annotations

from datetime import date

from c360.demo.bank import days_before
from c360.demo.records import alert, document, screening
from c360.demo.stage import Stage


def add(stage: Stage) -> None:
    """Write them all."""
    _sanctions(stage)
    _alerts(stage)
    _ages(stage)
    _edges(stage)


def _sanctions(stage: Stage) -> None:
    bank = stage.bank
    p = stage.person(12440, "Ruslan Talgarov", nationality="KZ", gender="M")
    stage.checking(p)
    screening(bank, "TALGAROV, Ruslan Maratovich", "0.91", "OPEN", date(2024, 6, 24), person=p.id)
    p = stage.person(12441, "Davor Kesmanić", nationality="RS", gender="M", status="FROZEN")
    stage.checking(p, cards=0.0, status="FROZEN")
    screening(bank, "KESMANIC, Davor", "0.98", "CONFIRMED", date(2024, 3, 4), decided=date(2024, 3, 5), person=p.id)
    p = stage.person(12442, "Mariela Santibáñez", nationality="CO", gender="F")
    stage.checking(p)
    for year in (2023, 2024):
        screening(bank, "SANTIBANEZ, Mario", "0.78", "DISMISSED", date(year, 2, 12), decided=date(year, 2, 14),
                  person=p.id, list_name="UN Consolidated")  # fmt: skip
    p = stage.person(12443, "Isabel Monteagudo", nationality="PE", gender="F", exposed=True, occupation="Diplomat",
                     reviewed=date(2023, 11, 2), due=date(2024, 11, 1))  # fmt: skip
    stage.checking(p, salary=9_000_000)


def _alerts(stage: Stage) -> None:
    bank = stage.bank
    p = stage.person(12444, "Gregory Tanner Voss", gender="M", score=540)
    stage.checking(p)
    alert(bank, "FRAUD", "OPEN", "HIGH", date(2024, 6, 12), "New device and a large transfer", person=p.id)
    alert(bank, "AML", "OPEN", "HIGH", date(2024, 6, 3), "Activity above the declared income", person=p.id)
    p = stage.person(12445, "Cordelia Banks", gender="F")
    stage.checking(p)
    alert(bank, "FRAUD", "CONFIRMED", "CRITICAL", date(2024, 4, 9), "Card used in two countries within an hour",
          person=p.id)  # fmt: skip
    p = stage.person(12446, "Desmond Achterberg", gender="M", score=801)
    stage.checking(p)
    for status, raised, closed in (
        ("CLOSED_FALSE_POSITIVE", date(2024, 5, 2), date(2024, 5, 6)),
        ("CLOSED_FALSE_POSITIVE", date(2023, 8, 21), date(2023, 9, 1)), ("CLOSED", date(2023, 3, 3), date(2023, 3, 30)),
    ):  # fmt: skip
        alert(bank, "FRAUD", status, "MEDIUM", raised, "Many small card payments in a row", closed=closed, person=p.id)
    p = stage.person(12447, "Tobias Renfrew", gender="M")
    own = stage.checking(p)
    alert(bank, "AML", "OPEN", "MEDIUM", date(2024, 6, 18), "Money in and out within two days", account=own.number)
    owner = stage.person(
        12454,
        "Percival Gray",
        gender="M",
        born=date(1949, 3, 3),
        since=date(2018, 5, 5),
        occupation="Retired",
        employer=None,
    )
    other = stage.bank.account("SAVINGS", date(2018, 5, 5), (owner.id,), (p.id,), rate="1.5")
    stage.hold(other, closing=903_322)
    alert(bank, "FRAUD", "OPEN", "LOW", date(2024, 6, 20), "Password reset followed by a new payee",
          account=other.number)  # fmt: skip
    p = stage.person(12448, "Yolanda Pike", gender="F")
    stage.checking(p)
    alert(bank, "FRAUD", "CLOSED_FALSE_POSITIVE", "HIGH", date(2024, 2, 12), "Card payment pattern unlike the customer",
          closed=date(2024, 5, 10), person=p.id)  # fmt: skip
    p = stage.person(12449, "Anselm Quist", gender="M")
    stage.checking(p)
    alert(bank, "AML", "CONFIRMED", "HIGH", date(2023, 1, 9), "Cash deposits just below 10,000", person=p.id)


def _ages(stage: Stage) -> None:
    p = stage.person(12455, "Hester Vane", gender="F")
    account = stage.checking(p)
    for days, severity in ((1, "LOW"), (29, "MEDIUM"), (31, "HIGH"), (89, "LOW"), (181, "MEDIUM"), (400, "CRITICAL")):
        raised = days_before(days)
        reason = f"Payments from many unrelated senders in {raised:%Y-%m}"
        alert(stage.bank, "AML", "OPEN", severity, raised, reason, account=account.number)


def _edges(stage: Stage) -> None:
    bank = stage.bank
    shared = ""
    for number, name in ((12450, "Alan Whitmore"), (12451, "Aldo Whittemore")):
        p = stage.person(number, name, gender="M", document=False)
        stage.checking(p)
        if shared:
            bank.tables.row("compliance/document_holders", p.id, shared)
        else:
            shared = document(bank, p.id, "PASSPORT", "P55310077", date(2021, 6, 1), date(2031, 5, 31))
    for number, name, score in ((12452, "Noor Haverkamp", 600), (12453, "Vera Haverkamp", 599)):
        stage.checking(stage.person(number, name, score=score, gender="F"))
