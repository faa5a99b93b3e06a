"""Accounts and the journal: each booking written once, each balance the sum of its bookings."""

from __future__ import annotations

from datetime import date
from typing import Final, TypeAlias

from c360.demo.clock import DAYS, START, day_of, stamp
from c360.demo.rates import Rates
from c360.demo.tables import Tables, money

_SCATTER: Final = 6_180_339_887
DEBTS: Final = frozenset({"CREDIT_CARD", "MORTGAGE", "LOAN"})  # balances are what is owed, positive


class Account:
    """One account of the bank while its bookings are made; amounts in hundredths of its currency."""

    __slots__ = (
        "balance", "closed", "currency", "debt", "fee", "kind", "limit", "moves", "number", "opened", "rate", "since",
        "status",
    )  # fmt: skip

    def __init__(
        self, number: str, kind: str, opened: date | None, *, currency: str = "USD", status: str = "ACTIVE",
        closed: date | None = None, limit: int | None = None, rate: str | None = None, fee: int | None = None,
    ) -> None:  # fmt: skip
        self.number, self.kind, self.opened, self.currency = number, kind, opened, currency
        self.status, self.closed, self.limit, self.rate, self.fee = status, closed, limit, rate, fee
        self.debt = kind.upper() in DEBTS
        self.since = max(0, day_of(opened)) if opened else 0
        self.moves: list[tuple[int, int]] = []
        self.balance: int | None = None


End: TypeAlias = Account | str  # an account of the bank, or the number of one outside it


class Ledger:
    """The bank's journal: writes bookings, moves balances, and in the end writes the accounts."""

    __slots__ = ("_others", "_outside", "_rates", "_tables", "count")

    def __init__(self, tables: Tables, rates: Rates) -> None:
        self._tables, self._rates = tables, rates
        self.count = 0
        self._outside: dict[tuple[str, str], str] = {}
        self._others = 0

    def outside(self, kind: str, currency: str = "USD") -> str:
        """The number of a new account that isn't a customer's; written at once."""
        self._others += 1
        # Scattered as other banks' numbers are, each once (the factor has none of ten's), one digit longer than ours.
        number = f"4{self._others * _SCATTER % 10**10:010d}"
        self._tables.row("core/outside_accounts", number, kind, currency)
        return number

    def own_outside(self, account: Account, kind: str) -> str:
        """Cash, interest and fees, or another bank as this account meets it: one vertex per account.

        So that no vertex grows with the bank; written when first asked for.
        """
        key = kind, account.number
        if key not in self._outside:
            self._outside[key] = self.outside(kind, account.currency)
        return self._outside[key]

    def forget(self) -> None:
        """Drop what is remembered of accounts that are finished, so that memory doesn't grow with the bank."""
        self._outside.clear()

    def post(
        self, moment: tuple[int, int], source: End, target: End, cents: int, kind: str, location: str, channel: str,
        party: str = "", purpose: str = "", currency: str = "USD",
    ) -> None:  # fmt: skip
        """Book `cents` hundredths of `currency` from `source` to `target`; texts are ready CSV fields."""
        day, second = moment
        if cents <= 0 or not 0 <= day < DAYS:
            return
        self.count += 1
        when = day * 86400 + second
        if not isinstance(source, str):
            source.moves.append((when, self._in(source, cents, currency, day) * (1 if source.debt else -1)))
            source = source.number
        if not isinstance(target, str):
            target.moves.append((when, self._in(target, cents, currency, day) * (-1 if target.debt else 1)))
            target = target.number
        amount = money(cents, currency)
        self._tables.transaction(
            f"T{self.count:09d},{source},{target},{kind},{amount},{currency},{stamp(day, second)},{location},"
            f"{channel},{party},{purpose}\n"
        )

    def _in(self, account: Account, cents: int, currency: str, day: int) -> int:
        if account.currency == currency:
            return cents
        return self._rates.units(self._rates.dollars(cents, currency, day), account.currency, day)

    def settle(self, account: Account, *, closing: int | None = None, cushion: int = 0) -> None:
        """Give `account` its balance: `closing`, or what keeps it at `cushion` or above on every day.

        An account opened within the bank's records starts at nothing, so that what it needs is paid in.
        """
        moves = sorted(account.moves)
        net = low = 0
        for _, change in moves:
            net += change
            low = min(low, net)
        opening = closing - net if closing is not None else cushion - low
        if opening > 0 and account.opened and account.opened >= START:
            self._pay_in(account, opening)
        account.balance = opening + net
        if account.currency == "JPY":
            account.balance = account.balance // 100 * 100

    def _pay_in(self, account: Account, cents: int) -> None:
        moment, other = (account.since, 36000), self.own_outside(account, "OTHER_BANK")
        source, target = (account, other) if account.debt else (other, account)
        purpose = "Loan paid out" if account.debt else "Opening deposit"
        self.post(
            moment, source, target, cents, "TRANSFER", "Online banking", "WEB", "Other bank", purpose, account.currency
        )

    def write(self, account: Account) -> None:
        """Append the account's own record."""
        amount = None if account.balance is None else money(account.balance, account.currency)
        self._tables.row(
            "core/accounts", account.number, account.kind, amount, account.currency, account.status, account.opened,
            account.closed, None if account.limit is None else money(account.limit, account.currency), account.rate,
            None if account.fee is None else money(account.fee, account.currency),
        )  # fmt: skip
