"""Profiles of the Czech bank against figures worked out apart, straight from its files, in plain Python.

The small excerpt is always there; the whole of the real files where they are, beside the project.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from c360 import Customer360Builder, Profile, connect
from c360.audit import NullLog
from c360.sources.load import load

EXCERPT = Path(__file__).parents[1] / "data" / "berka"
REAL = Path(__file__).parents[3] / "shared" / "data" / "berka"
WINDOW, YEAR = 90, 365


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with open(folder / f"{name}.asc", encoding="ascii", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def day(text: str) -> date:
    return date(1900 + int(text[:2]), int(text[2:4]), int(text[4:6]))


def months_after(start: date, months: int) -> date:
    index = start.month - 1 + months
    year, month = start.year + index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(start.day, last))


@dataclass
class Account:
    """What the files say of one account."""

    opened: date
    trans: list[tuple[date, str, Decimal, Decimal, str, str]] = field(default_factory=list)
    loans: list[tuple[str, date, Decimal, int, str]] = field(default_factory=list)
    orders: int = 0


class Files:
    """The bank's files, read once, without the product's code."""

    def __init__(self, folder: Path) -> None:
        self.accounts = {row["account_id"]: Account(day(row["date"])) for row in rows(folder, "account")}
        self.owned: dict[str, list[str]] = defaultdict(list)
        self.used: dict[str, list[str]] = defaultdict(list)
        self.cards: Counter[str] = Counter()
        clients = {row["disp_id"]: row["client_id"] for row in rows(folder, "disp")}
        self.card_days = [(clients[row["disp_id"]], day(row["issued"])) for row in rows(folder, "card")]
        for row in rows(folder, "disp"):
            (self.owned if row["type"] == "OWNER" else self.used)[row["client_id"]].append(row["account_id"])
        for row in rows(folder, "trans"):
            kind = row["operation"] or row["type"]
            self.accounts[row["account_id"]].trans.append(
                (day(row["date"]), row["type"], Decimal(row["amount"]), Decimal(row["balance"]), kind, row["k_symbol"])
            )
        for row in rows(folder, "loan"):
            loan = (row["loan_id"], day(row["date"]), Decimal(row["amount"]), int(row["duration"]), row["status"])
            self.accounts[row["account_id"]].loans.append(loan)
        for row in rows(folder, "order"):
            self.accounts[row["account_id"]].orders += 1
        self.born = {row["client_id"]: row["birth_number"] for row in rows(folder, "client")}
        self.ends = max(t[0] for account in self.accounts.values() for t in account.trans)
        self.starts = min(t[0] for account in self.accounts.values() for t in account.trans)


def money(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal("0.00"))


def check(files: Files, client: str, found: Profile) -> None:
    """Every figure of one profile that the files can say, as of the profile's day."""
    activity, products, value, identity = found.activity, found.products, found.value, found.identity
    assert activity is not None
    assert products is not None
    assert value is not None
    assert identity is not None
    as_of = found.as_of
    owned = [files.accounts[number] for number in files.owned[client]]
    every = [t for account in owned for t in account.trans if t[0] <= as_of]
    window = [t for t in every if t[0] > as_of - timedelta(days=WINDOW)]

    assert activity.transaction_count == len(window)
    assert activity.total_volume == money(t[2] for t in window)
    assert activity.inflow is not None
    assert activity.outflow is not None
    assert activity.inflow.volume == money(t[2] for t in window if t[1] == "PRIJEM")
    assert activity.outflow.volume == money(t[2] for t in window if t[1] != "PRIJEM")
    assert {name: tally.count for name, tally in (activity.transaction_types or {}).items()} == Counter(
        t[4] for t in window
    )
    assert activity.time_patterns is not None
    assert activity.time_patterns.weekend == sum(t[0].weekday() > 4 for t in window)
    assert activity.time_patterns.date_only == len(window)
    assert activity.daily is not None
    assert [(d.date, d.count) for d in activity.daily if d.count] == sorted(Counter(t[0] for t in window).items())

    year = [t for t in every if t[0] > as_of - timedelta(days=YEAR) and t[1] != "PRIJEM"]
    fees = {line.line: line.amount for line in value.revenue_lines}["fees"]
    assert fees == money(t[2] for t in year if t[5] in ("SLUZBY", "SANKC. UROK"))

    opened = [number for number in files.owned[client] if files.accounts[number].opened <= as_of]
    assert [row.number for row in products.checking_accounts or ()] == sorted(f"A-{number}" for number in opened)
    used = [number for number in files.used[client] if files.accounts[number].opened <= as_of]
    assert [row.number for row in products.authorised or ()] == sorted(f"A-{number}" for number in used)
    assert len(products.standing_orders or ()) == sum(files.accounts[number].orders for number in opened)
    assert len(products.other or ()) == sum(who == client and issued <= as_of for who, issued in files.card_days)
    for row in products.checking_accounts or ():
        check_balance(files, row.number, row.balance)
    check_loans(files, owned, found)

    number = files.born[client]
    month = int(number[2:4])
    assert identity.basic_info.gender == ("F" if month > 50 else "M")
    assert identity.basic_info.dateOfBirth == date(1900 + int(number[:2]), month - 50 * (month > 50), int(number[4:6]))


def check_balance(files: Files, number: str, balance: Decimal | None) -> None:
    """A printed balance of the last day, within the amounts' rounding of the sum of all that ever moved."""
    trans = files.accounts[number[2:]].trans
    if not trans:
        assert balance is None
        return
    last = max(t[0] for t in trans)
    printed = {t[3] for t in trans if t[0] == last}
    assert balance in printed
    moved = money(t[2] if t[1] == "PRIJEM" else -t[2] for t in trans)
    nearest = min(abs(one - moved) for one in printed)
    # Amounts are rounded to 0.1 and printed balances are not: each row may add half of that.
    assert abs(balance - moved) <= nearest + Decimal("0.05") * len(trans)


def check_loans(files: Files, owned: list[Account], found: Profile) -> None:
    expected = {}
    for account in owned:
        for loan, start, amount, months, status in account.loans:
            if start > found.as_of:
                continue
            due = months_after(start, months)
            paid = money(t[2] for t in account.trans if t[5] == "UVER" and t[0] >= start)
            ended = not account.trans or max(t[0] for t in account.trans) < files.ends - timedelta(days=40)
            owed = None if ended else max(amount - paid, Decimal("0.00"))
            state = "ACTIVE"
            if due <= files.ends and status == "A":
                # Finished loans closed on their last day: one that is still to come has not happened.
                owed, state = Decimal("0.00"), "CLOSED" if due <= found.as_of else "ACTIVE"
            elif due <= files.ends and status == "B":
                state = "DEFAULTED"
            expected[f"L-{loan}"] = (owed, state)
    assert found.products is not None
    assert {row.number: (row.balance, row.status) for row in found.products.loans or ()} == expected


def compare(folder: Path, book: Path, days: Iterable[date | None]) -> int:
    load("berka", folder, book)
    files, graph = Files(folder), connect(book)
    builder = Customer360Builder(graph, audit=NullLog(), user="oracle")
    assert (graph.book.as_of, graph.book.first_day) == (files.ends, files.starts)
    clients = sorted(files.born)
    for as_of in days:
        for start in range(0, len(clients), 200):
            ids = clients[start : start + 200]
            for client, found in zip(
                ids, builder.build_profiles([f"client-{c}" for c in ids], as_of=as_of), strict=True
            ):
                check(files, client, found)
    return len(clients)


def test_every_client_of_the_excerpt(tmp_path: Path) -> None:
    assert compare(EXCERPT, tmp_path / "berka.book", (None, date(1996, 1, 31))) > 0


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not part of the project")
def test_every_client_of_the_real_bank(tmp_path: Path) -> None:
    assert compare(REAL, tmp_path / "berka.book", (None, date(1993, 12, 31))) == 5369


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not part of the project")
def test_the_client_that_is_known_by_heart(tmp_path: Path) -> None:
    load("berka", REAL, tmp_path / "berka.book")
    builder = Customer360Builder(connect(tmp_path / "berka.book"), audit=NullLog(), user="oracle")
    found = builder.build_profile("client-9593", as_of="1994-03-30")
    assert found["activity"]["transaction_count"] == 20
    assert found["activity"]["total_volume"] == "83930.60"
    assert [(row["number"], row["balance"]) for row in found["products"]["loans"]] == [("L-6577", "49542.20")]
