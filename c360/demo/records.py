"""What departments keep about people beside their accounts: documents, scores, contacts, alerts, screening."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from c360.demo.bank import Bank, days_before
from c360.demo.clock import APP, AS_OF, BRANCH, DAYS, OFFICE, START, day_of, stamp
from c360.demo.dice import Dice
from c360.demo.people import Person

BUREAUS: Final = ("Northstar Bureau", "CrediLine", "Tri-County Credit")
_SAYS: Final = {
    "BRANCH": (
        ("ADVICE", "Talked about a mortgage"), ("SERVICE", "Changed the address"), ("SERVICE", "Picked up a new card"),
        ("COMPLAINT", "Complained about waiting time"), ("ADVICE", "Yearly review of savings and investments"),
    ),
    "PHONE": (
        ("SERVICE", "Asked about a card payment"), ("SERVICE", "Travel notice for the card"),
        ("COMPLAINT", "Disputed a fee"), ("SERVICE", "Reset the telephone code"), ("SALES", "Offered a savings plan"),
    ),
    "APP": (
        ("SERVICE", "Message answered: limits"), ("SERVICE", "Uploaded a document"),
        ("SERVICE", "New device confirmed"), ("SALES", "Opened the card offer"),
    ),
}  # fmt: skip
FRAUD_REASONS: Final = (
    "Card used in two countries within an hour", "Many small card payments in a row", "New device and a large transfer",
    "Password reset followed by a new payee", "Card payment pattern unlike the customer",
)  # fmt: skip
AML_REASONS: Final = (
    "Cash deposits just below 10,000", "Money in and out within two days", "Payments from many unrelated senders",
    "Activity above the declared income", "Dormant account became busy",
)  # fmt: skip
_SEVERITIES: Final = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


def document(
    bank: Bank, customer: str, kind: str, number: str, issued: date | None, expires: date | None
) -> str:  # fmt: skip
    """Write an identity document of `customer` and return its id."""
    document_id = f"DOC-{bank.number('document'):07d}"
    bank.tables.row("compliance/documents", document_id, kind, number, issued, expires)
    bank.tables.row("compliance/document_holders", customer, document_id)
    return document_id


def score(bank: Bank, customer: str, value: int, bureau: str, when: date) -> None:
    """Write one credit score."""
    number = f"CS-{bank.number('score'):08d}"
    bank.tables.row("compliance/credit_scores", number, customer, value, bureau, when)


def interaction(bank: Bank, customer: str, channel: str, kind: str, at: str, summary: str) -> None:
    """Write one contact with the customer; `at` is ISO text with its offset."""
    number = f"INT-{bank.number('interaction'):08d}"
    bank.tables.row("crm/interactions", number, customer, channel, kind, at, summary)


def alert(
    bank: Bank, kind: str, status: str, severity: str, raised: date, reason: str, *, closed: date | None = None,
    person: str | None = None, account: str | None = None, company: str | None = None,
) -> str:  # fmt: skip
    """Write a FRAUD or AML alert about a person, an account or a company, and return its id."""
    number = f"{kind}-{bank.number('alert'):06d}"
    shut = f"{closed} 16:30:00{_offset(closed)}" if closed else None
    bank.tables.row(
        "compliance/alerts", number, kind, status, severity, f"{raised} 10:15:00{_offset(raised)}", shut, reason,
        person, account, company,
    )  # fmt: skip
    return number


def screening(
    bank: Bank, name: str, score: str, status: str, screened: date, *, decided: date | None = None,
    person: str | None = None, company: str | None = None, list_name: str = "OFAC SDN",
) -> str:  # fmt: skip
    """Write a match with a sanctions list and return its id; `score` is 0 to 1."""
    n = bank.number("match")
    number = f"SM-{n:06d}"
    entry = f"{list_name.partition(' ')[0]}-DEMO-{1000 + n}"
    when = f"{decided} 15:00:00{_offset(decided)}" if decided else None
    bank.tables.row(
        "compliance/screening", number, list_name, entry, name, score, status,
        f"{screened} 04:30:00{_offset(screened)}", when, person, company,
    )  # fmt: skip
    return number


def _offset(day: date) -> str:
    n = min(max(day_of(day), 0), DAYS - 1)
    return stamp(n, 43200)[-6:]


def ordinary(bank: Bank, dice: Dice, p: Person, *, busy: bool) -> None:
    """What is usually kept about a person; `busy` people are heard of more often."""
    adult = p.age() >= 18
    _documents(bank, dice, p, adult)
    if not adult:
        return
    if not dice.chance(0.08):
        _scores(bank, dice, p)
    for _ in range(dice.skewed(0, 12 if busy else 3)):
        channel = dice.pick(("BRANCH", "PHONE", "PHONE", "APP", "APP"))
        rhythm = {"BRANCH": BRANCH, "PHONE": OFFICE, "APP": APP}[channel]
        kind, summary = dice.pick(_SAYS[channel])
        since = max(0, day_of(p.since)) if p.since else 0
        interaction(bank, p.id, channel, kind, stamp(*rhythm.moment(dice, since)), summary)
    if dice.chance(0.022):
        _alert(bank, dice, p, "FRAUD", FRAUD_REASONS)
    if dice.chance(0.012):
        _alert(bank, dice, p, "AML", AML_REASONS)
    if dice.chance(0.006):
        when = days_before(dice.whole(5, 400))
        value = f"0.{dice.whole(70, 88)}"
        screening(bank, (p.name or "").upper(), value, "DISMISSED", when, decided=when + timedelta(days=2), person=p.id)


def _documents(bank: Bank, dice: Dice, p: Person, adult: bool) -> None:
    kinds = [("PASSPORT", 10, 0.6), ("DRIVERS_LICENSE", 8, 0.85)] if adult else [("PASSPORT", 5, 0.4)]
    for kind, years, share in kinds:
        if dice.chance(share):
            # One in twenty has run out; the rest is spread over its life.
            ago = dice.whole(10, years * 365 - 70) if dice.chance(0.95) else years * 365 + dice.whole(5, 500)
            issued = days_before(ago)
            number = f"{'P' if kind == 'PASSPORT' else 'DL'}{dice.whole(10_000_000, 99_999_999)}"
            document(bank, p.id, kind, number, issued, issued + timedelta(days=years * 365 + years // 4))


def _scores(bank: Bank, dice: Dice, p: Person) -> None:
    value = 845 - dice.skewed(0, 330)
    when = days_before(dice.whole(5, 100))
    for _ in range(dice.whole(2, 6)):
        score(bank, p.id, min(850, max(300, value)), dice.pick(BUREAUS), when)
        value += dice.whole(-18, 14)
        when -= timedelta(days=dice.whole(80, 190))


def _alert(bank: Bank, dice: Dice, p: Person, kind: str, reasons: tuple[str, ...]) -> None:
    status = dice.pick(("OPEN", "CONFIRMED", "CLOSED_FALSE_POSITIVE", "CLOSED_FALSE_POSITIVE", "CLOSED"))
    raised = days_before(dice.whole(1, 45) if status == "OPEN" else dice.whole(20, (AS_OF - START).days))
    closed = None
    if status.startswith("CLOSED"):
        closed = min(AS_OF, raised + timedelta(days=dice.whole(1, 40)))
    alert(bank, kind, status, dice.pick(_SEVERITIES), raised, dice.pick(reasons), closed=closed, person=p.id)
