"""The products chapter: totals, holdings by category, every account, standing orders."""

from __future__ import annotations

from decimal import Decimal

from c360 import words
from c360.model import Products, Profile
from c360.policy import Policy
from c360.report.blocks import Bars, Block, Note, Panel, Tone, panel, table
from c360.sheets import products as sheets


def panels(section: Products, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels."""
    summary, currency = section.summary, profile.currency
    counts = (
        f"{words.counted(summary.total_accounts, 'open account')} owned, {words.number(summary.closed_accounts)}"
        f" closed; in {currency}, balances of {words.day(summary.balances_as_of)}"
    )
    accounts: list[Block] = []
    for one in sheets.owned(section, profile):
        accounts += [Note(one.title), *table(one, drop=("Updated",))] if one.rows else table(one)
    return (
        panel("Totals", counts, *table(sheets.totals(section, profile)), half=True),
        panel("What is held against what is owed", f"In {currency}; a joint account counts in full here",
              *_holdings(section, profile), half=True),
        panel("Every account", _rates(section, profile), *accounts),
        panel("May use, but doesn't own", "Authorised accounts are in no total",
              *table(sheets.authorised(section, profile), drop=("Updated",))),
        panel("Standing orders", "Amounts in the account's currency", *table(sheets.orders(section, profile))),
    )  # fmt: skip


def _rates(section: Products, profile: Profile) -> str:
    told = [
        f"1 {c.currency} = {c.rate.normalize():f} {profile.currency} ({words.day(c.rate_date)})"
        for c in section.summary.converted
    ]
    return "Each in its own currency" + (f"; converted at {'; '.join(told)}" if told else "")


def _holdings(section: Products, profile: Profile) -> tuple[Block, ...]:
    found = sheets.by_category(section, profile)
    known = [(title, amount) for title, _, amount in found.rows if amount is not None]
    if not known:
        if profile.hides("products.*.balance"):
            return (Note(words.HIDDEN),)
        return (Note(found.none or "Unknown, because balances or rates are."),)
    owed = {sheets.CATEGORIES[name] for name in sheets.OWED}
    top = max(abs(amount) for _, amount in known) or Decimal(1)
    rows = tuple(
        (title, float(abs(amount) / top), words.money(amount, profile.currency, cents=False), _tone(title in owed))
        for title, amount in known
    )
    return (Bars("Balances by category", rows),)


def _tone(owed: bool) -> Tone:
    return "out" if owed else "in"
