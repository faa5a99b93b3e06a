"""What a customer holds, does and is worth, counted again one row at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from c360.graph import schema as s
from c360.verify.base import Figures, Money, Terms, begun, years
from c360.verify.records import Held, Records, Rows

_DEPOSITS: Final = ("checking_accounts", "savings_accounts")
_OWED: Final = ("credit_cards", "loans")


class Worth:
    """Products, activity and value."""

    def __init__(self, held: Held, records: Records, terms: Terms) -> None:
        self._held, self._records, self._terms, self._money = held, records, terms, Money(terms, records)
        opened = [row for row in held.of("owned") if begun(row["openDate"], terms.as_of)]
        self._owned = {row["accountNumber"]: row for row in opened}
        self._own_accounts = records.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
        self._moves = records.holds_edge(s.TRANSACTION) and self._own_accounts

    def figures(self) -> Figures:
        """The figures of the three sections."""
        return self._products() | self._activity() | self._value()

    def _closed(self, row: Mapping[str, Any]) -> bool:
        if row["closedDate"] is not None:
            return bool(row["closedDate"] <= self._terms.as_of)
        return (row["status"] or "").upper() == "CLOSED"

    def _live(self, *categories: str) -> Rows:
        """The open owned accounts of these categories."""
        return [row for row in self._owned.values() if not self._closed(row)
                and self._terms.policy.category(row["accountType"]) in categories]  # fmt: skip

    def _balance(self, row: Mapping[str, Any]) -> Decimal | None:
        """A balance in the book's currency, rounded to its minor unit."""
        return None if row["balance"] is None else self._money.home(row["balance"], row["currency"], self._terms.as_of)

    def _products(self) -> Figures:
        path = "products.summary."
        if not self._own_accounts:
            return {f"{path}total_accounts": None, f"{path}net_position": None}
        closed = [row for row in self._owned.values() if self._closed(row)]
        told: Figures = {f"{path}total_accounts": len(self._owned) - len(closed), f"{path}closed_accounts": len(closed)}
        if not self._records.holds(s.ACCOUNT, "accountType"):
            return told
        for key, categories in (("total_deposits", _DEPOSITS), ("total_investments", ("investments",)),
                                ("total_credit", ("credit_cards",)), ("total_loans", ("loans",))):  # fmt: skip
            told[path + key] = self._money.sum(map(self._balance, self._live(*categories)))
        assets, liabilities = (self._money.sum(side) for side in self._sides())
        net = None if assets is None or liabilities is None else assets - liabilities
        return told | {f"{path}assets": assets, f"{path}liabilities": liabilities, f"{path}net_position": net}

    def _sides(self) -> tuple[list[Decimal | None], list[Decimal | None]]:
        """What each account is worth, on the side that its balance puts it: an overdraft is owed.

        A balance that nobody knows may be on either; one without an exchange rate is unknown on its own side.
        """
        held: list[Decimal | None] = []
        owed: list[Decimal | None] = []
        rows = [(row, 1) for row in self._live(*_DEPOSITS, "investments")] + [(row, -1) for row in self._live(*_OWED)]
        for row, sign in rows:
            amount = self._balance(row)
            if row["balance"] is None:
                held.append(None)
                owed.append(None)
            elif row["balance"] * sign > 0:
                held.append(None if amount is None else amount * sign)
            elif row["balance"]:
                owed.append(None if amount is None else -amount * sign)
        return held, owed

    # -- what is done -------------------------------------------------------------------------------------------------

    def _window(self, days: int) -> Rows:
        """The transactions of the days to the as-of day, inclusive, each with its local time, direction and worth."""
        end = self._terms.as_of
        found = []
        for row in self._held.of("transactions"):
            if row["from"] not in self._owned and row["to"] not in self._owned:
                continue  # an account that opens later is in no sum
            local = datetime.fromtimestamp(row["timestamp"], self._terms.zone)
            if end - timedelta(days=days) < local.date() <= end:
                paying = row["from"] in self._owned
                way = "internal" if paying and row["to"] in self._owned else "out" if paying else "in"
                currency = row["currency"] or self._owned[row["from"] if paying else row["to"]]["currency"]
                worth = self._money.home(row["amount"], currency, local.date())
                found.append({**row, "local": local, "way": way, "worth": worth})
        return found

    def _activity(self) -> Figures:
        first, policy = self._terms.first_day, self._terms.policy
        if not self._moves or (first is not None and first > self._terms.as_of):
            return {"activity.transaction_count": None, "activity.total_volume": None}
        rows = self._window(policy.lookback_days)
        told: Figures = {"activity.transaction_count": len(rows), "activity.total_volume": self._volume(rows)}
        for key, way in (("inflow", "in"), ("outflow", "out"), ("internal", "internal")):
            part = [row for row in rows if row["way"] == way]
            told |= {f"activity.{key}.count": len(part), f"activity.{key}.volume": self._volume(part)}
        for path, key in (("transaction_types", "type"), ("channels", "channel")):
            if self._records.holds_edge(s.TRANSACTION, key=key):
                counts = Counter(row[key] if row[key] is not None else "unknown" for row in rows)
                told[f"activity.{path}"] = sorted(counts.items())
        timed = [row["local"] for row in rows if not row["dateOnly"]]
        begin, end = policy.business_hours
        busy = sum(at.weekday() < 5 and begin <= at.hour < end for at in timed)
        weekend = sum(row["local"].weekday() >= 5 for row in rows)
        pattern = {"weekday": len(rows) - weekend, "weekend": weekend, "business_hours": busy,
                   "after_hours": len(timed) - busy, "date_only": len(rows) - len(timed)}  # fmt: skip
        return told | {f"activity.time_patterns.{key}": count for key, count in pattern.items()}

    def _volume(self, rows: Rows) -> Decimal | None:
        return self._money.sum(row["worth"] for row in rows)

    # -- what it is worth ----------------------------------------------------------------------------------------------

    def _value(self) -> Figures:
        policy = self._terms.policy
        lines = (self._fees(), self._margin(), self._interchange())
        revenue = self._money.sum(lines)
        told: Figures = {f"value.revenue_lines.{name}": line for name, line in zip(
            ("fees", "interest_margin", "interchange"), lines, strict=True)}  # fmt: skip
        told["value.annual_revenue"] = revenue
        for model in policy.models:
            r, d = model.retention, model.discount
            worth = None if revenue is None else self._money.round(
                revenue * r / (1 + d - r) if model.kind == "retention" else revenue * r / d
            )  # fmt: skip
            told[f"value.models.{model.name}"] = worth
            if model.name == policy.default_model:
                told["value.lifetime_value"] = worth
                reached = [step for step in model.segments if worth is not None and worth >= step.start]
                best = max(reached, key=lambda step: step.start, default=None)
                told["value.value_segment"] = self._held.person["segmentOverride"] or (best.name if best else None)
        since = self._held.person["customerSince"]
        known = since is not None and since <= self._terms.as_of
        told["value.relationship_years"] = years(since, self._terms.as_of) if known else None
        return told

    def _paid(self, wanted: Callable[[Mapping[str, Any]], bool]) -> Decimal | None:
        """What left an owned account in the policy's year, of the rows that are wanted."""
        rows = [row for row in self._window(self._terms.policy.revenue_days) if row["way"] != "in"]
        return self._volume([row for row in rows if wanted(row)])

    def _told_apart(self, *keys: str) -> bool:
        first = self._terms.first_day
        begun = first is None or first <= self._terms.as_of
        return self._moves and begun and any(self._records.holds_edge(s.TRANSACTION, key=key) for key in keys)

    def _fees(self) -> Decimal | None:
        types, purposes = self._terms.policy.fee_types, self._terms.policy.fee_purposes
        if not self._told_apart("type", "purpose"):
            return None
        return self._paid(lambda row: row["type"] in types or row["purpose"] in purposes)

    def _interchange(self) -> Decimal | None:
        if not self._told_apart("type"):
            return None
        volume = self._paid(lambda row: row["type"] in self._terms.policy.card_types)
        return None if volume is None else self._money.round(volume * self._terms.policy.interchange / 100)

    def _margin(self) -> Decimal | None:
        if not self._own_accounts or not self._records.holds(s.ACCOUNT, "accountType"):
            return None
        earned: list[Decimal | None] = []
        for category, rate in self._terms.policy.margin.items():
            for row in self._live(category) if rate else ():
                balance = self._balance(row)
                earned.append(None if balance is None else self._money.round(balance * rate / 100))
        return self._money.sum(earned)
