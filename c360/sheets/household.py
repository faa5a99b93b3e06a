"""Tables of a household: its members and why, what they hold, each account once, what they lack, who is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from c360 import words
from c360.model import Evidence
from c360.model.household import Holding, Household, Member
from c360.money import round_money
from c360.sheets import Column, Sheet, sheet
from c360.sheets.products import CATEGORIES, OWED
from c360.sheets.value import line

RULES: Final = {
    "spouse": "spouse", "minor_child": "child under age", "child_at_home": "child at home",
    "parents_at_home": "parents of one child", "joint_account_at_home": "joint account at one home",
}  # fmt: skip
OWN: Final = "Members' own, added up"
AGAIN: Final = "less joint ones, counted again there"
_NO_TOTAL: Final = ("insurance", "other")
COUNTED: Final = "An account of several members counts with one of them, the first by id"
_NOT_HELD: Final = {
    "SPOUSE": "spouses", "CHILD": "children", "PARENT": "parents", "HAS_ADDRESS": "who lives where",
    "OWNS Account": "who owns an account", "dateOfBirth": "dates of birth",
}  # fmt: skip
_KINDS: Final = {"product": "Product", "data": "Data", "review": "Review"}


def _seen(found: Household, made: Sheet, columns: Mapping[str, str]) -> Sheet:
    """The sheet with "not for your role" in each column, by its title, that is made of what is withheld."""
    gone = {title for title, what in columns.items() if what in found.withheld}
    if not gone:
        return made
    titled = tuple(replace(one, none=words.NOT_YOURS) if one.title in gone else one for one in made.columns)
    return replace(made, columns=titled)


def named(found: Household, customer_id: str) -> str:
    """A member's name, or else the id."""
    one = found.member(customer_id)
    return (one.name if one else None) or customer_id


def tie(found: Household, one: Member) -> str:
    """What somebody is to the customer asked about, or through whom they came."""
    if not one.steps:
        return "This customer"
    if one.relationship:
        return words.word(one.relationship)
    if one.steps == 1:
        return "Same home"
    return f"Through {words.listed([named(found, to) for to in dict.fromkeys(reason.to for reason in one.reasons)])}"


def risk(found: Household) -> str:
    """The highest band, or that it is at least that where somebody's can't be told."""
    if "risk" in found.withheld:
        return words.NOT_YOURS
    if found.risk.level is None:
        return words.band(None)
    least = "at least " if found.risk.unknown else ""
    return least + words.band(found.risk.level)


def risk_of(found: Household) -> str:
    """Whose risk that is and why, and whose can't be told."""
    if "risk" in found.withheld:
        return words.NOT_YOURS
    by_reason: dict[str, list[str]] = {}
    for one, because in zip(found.risk.of, found.risk.because, strict=True):
        by_reason.setdefault(words.dated(because), []).append(named(found, one))
    everybody = len(by_reason) == 1 and len(found.risk.of) == len(found.members) > 1
    told = [
        f"{f'all {len(whose)} members' if everybody else words.listed(whose)}: {because}"
        for because, whose in by_reason.items()
    ]
    if found.risk.unknown:
        told.append(f"not known for {words.listed([named(found, one) for one in found.risk.unknown])}")
    return "; ".join(told)


def members(found: Household) -> Sheet:
    """Everybody, with the figures of their own profiles: a joint account is in each owner's."""
    rows = [
        (one.name, tie(found, one), one.age, one.status, one.net_position, one.revenue, one.risk, one.id)
        for one in found.members
    ]
    columns = (
        Column("Member"), Column("Is"), Column("Age", "count"), Column("Status", "standing"),
        Column(f"Own net position, {found.currency}", "money"), Column(f"Own revenue, {found.currency}", "money"),
        Column("Risk", "band"), Column("Id"),
    )  # fmt: skip
    made = sheet("household_members", "Members", columns, rows)
    return _seen(found, made, {
        "Age": "age", f"Own net position, {found.currency}": "totals", f"Own revenue, {found.currency}": "worth",
        "Risk": "risk",
    })  # fmt: skip


def reasons(found: Household) -> Sheet:
    """Why each is a member: the rule, the sentence, the records behind it and who gave them."""
    rows = [
        (one.name or one.id, RULES[reason.rule], words.dated(reason.because), "; ".join(map(_record, reason.evidence)))
        for one in found.members
        for reason in one.reasons
    ]
    columns = (Column("Member"), Column("Rule"), Column("Because"), Column("Records"))
    return sheet("household_reasons", "Why they are members", columns, rows, "Nobody else is a member.")


def _record(one: Evidence) -> str:
    told = f"{words.word(one.label)} {one.id}"
    return f"{told} ({one.source})" if one.source else told


def holdings(found: Household) -> Sheet:
    """Each account once, with who owns it, and what it counts for."""
    zero = round_money(Decimal(0), found.currency)
    rows = [
        (row.number, CATEGORIES[row.category], words.word(row.type), _owners(found, row.owners, row.outside),
         row.balance, row.currency, zero if row.status == "CLOSED" else row.counted, _counts(row), row.status,
         row.source)
        for row in found.holdings or ()
    ]  # fmt: skip
    columns = (
        Column("Account"), Column("Category"), Column("Type"), Column("Owned by"), Column("Balance", "money"),
        Column("Currency"), Column(f"Counts, {found.currency}", "money"), Column("As"), Column("Status", "standing"),
        Column("Source"),
    )  # fmt: skip
    none = "No account." if found.holdings is not None else "What the members hold is not known."
    none = words.HIDDEN if "holdings" in found.withheld else none
    return sheet("household_holdings", "Accounts, each once", columns, rows, none, held=found.holdings is not None)


def _counts(row: Holding) -> str:
    if row.status == "CLOSED":
        return "nothing: closed"
    if row.category in _NO_TOTAL:
        return "no total"
    if row.counted is None:
        return words.UNKNOWN
    return "owed" if (row.counted < 0) != (row.category in OWED) else "held"


def _owners(found: Household, owners: tuple[str, ...], outside: int) -> str:
    told = words.listed([named(found, one) for one in owners])
    return f"{told}, and {words.number(outside)} outside" if outside else told


def rates(found: Household) -> str:
    """Of which day the balances are, and at which rates those in other currencies count."""
    told = [f"balances of {words.day(found.totals.balances_as_of)}"] + [
        f"1 {one.currency} = {one.rate.normalize():f} {found.currency} ({words.day(one.rate_date)})"
        for one in found.totals.converted
    ]
    return "; ".join(told)


def totals(found: Household) -> Sheet:
    """By category, then held, owed and net; and how the net position follows from the members' own."""
    live = [row for row in found.holdings or () if row.status != "CLOSED"]
    kinds = [_counts(row) for row in live]
    counted = [row for row, kind in zip(live, kinds, strict=True) if kind != "no total"]
    held, owed = (None if words.UNKNOWN in kinds else kinds.count(kind) for kind in ("held", "owed"))
    total, known = found.totals, found.holdings is not None
    rows: list[tuple[str, int | None, object]] = [
        (f"{CATEGORIES[one.category]}{_aside(one.category)}", one.accounts, one.total) for one in found.categories or ()
    ]
    rows += [
        ("Assets", held if known else None, total.assets), ("Liabilities", owed if known else None, total.liabilities),
        ("Net position", len(counted) if known else None, total.net_position),
        (OWN, sum(len(row.owners) for row in counted) if known else None, _plus(total.net_position, total.twice)),
        (AGAIN, sum(len(row.owners) - 1 for row in counted) if known else None, total.twice),
    ]  # fmt: skip
    columns = (Column("What"), Column("Accounts", "count"), Column(f"Amount, {found.currency}", "money"))
    made = sheet("household_totals", "What it comes to", columns, rows)
    return _seen(found, made, {f"Amount, {found.currency}": "totals", "Accounts": "holdings"})


def _aside(category: str) -> str:
    return ", owed" if category in OWED else ", in no total" if category in _NO_TOTAL else ""


def _plus(once: Decimal | None, twice: Decimal | None) -> Decimal | None:
    return None if once is None or twice is None else once + twice


def revenue(found: Household) -> Sheet:
    """The household's revenue by line, and how it follows from the members' own."""
    worth = found.worth
    rows: list[tuple[str, object]] = [(line(one.line), one.amount) for one in worth.lines]
    rows += [("Revenue a year", worth.revenue), (OWN, _plus(worth.revenue, worth.twice)), (AGAIN, worth.twice)]
    columns = (Column("Line"), Column(f"Amount, {found.currency}", "money"))
    made = sheet("household_revenue", "Revenue", columns, rows)
    return _seen(found, made, {f"Amount, {found.currency}": "worth"})


def lacks(found: Household) -> Sheet:
    """What living members lack, and whose lacks can't be told."""
    if "lacks" in found.withheld:
        return sheet("household_lacks", "What members lack", (), (), words.HIDDEN, held=False)
    rows = [
        (one.name or one.id, _KINDS[lack.kind], words.dated(lack.because))
        for one in found.members for lack in one.lacks or ()
    ] + [(one.name or one.id, words.UNKNOWN, "Their accounts or their identity could not be told")
         for one in found.members if one.lacks is None]  # fmt: skip
    columns = (Column("Member"), Column("Kind"), Column("Lacks"))
    return sheet("household_lacks", "What members lack", columns, rows, "Nothing that the policy asks for.")


def left_out(found: Household) -> Sheet:
    """Who is tied to a member and is none."""
    rows = [(one.name, words.dated(one.because), one.id) for one in found.left_out]
    columns = (Column("Person"), Column("Because"), Column("Id"))
    return sheet("household_left_out", "Tied to a member, and none", columns, rows, "Nobody.")


def told(found: Household) -> tuple[str, ...]:
    """What bounds the answer, in sentences: limits, what isn't held, why a figure is unknown."""
    said = [f"{limit[:1].upper()}{limit[1:]}." for limit in found.limits]
    if found.not_held:
        names = words.listed([_NOT_HELD[name] for name in found.not_held])
        said.append(f"Not held in this book: {names}. Nobody can be a member by these.")
    if found.missing:
        said.append(f"Figures are unknown because {'; '.join(found.missing)}.")
    return tuple(map(words.dated, said))


def figures(found: Household) -> tuple[tuple[str, str], ...]:
    """What stands at its head, each figure with its reason in one line."""
    total, worth, home = found.totals, found.worth, found.currency
    held = "a balance, a type or an exchange rate is unknown"
    if total.assets is not None and total.liabilities is not None:
        held = f"{words.money(total.assets, home)} held, {words.money(total.liabilities, home)} owed"
    gone = {
        label for label, what in (("Net position", "totals"), ("Revenue a year", "worth"), ("Lifetime value", "worth"))
        if what in found.withheld
    }  # fmt: skip
    value = words.money(worth.lifetime_value, home)
    segment = f", as one customer of that value: {worth.segment}" if worth.segment else ""
    made = (
        ("Members", alone(found) or words.number(len(found.members))),
        ("Net position", f"{words.money(total.net_position, home)}: {held}"),
        ("Revenue a year", words.money(worth.revenue, home)), ("Lifetime value", f"{value}{segment}"),
        ("Highest risk", f"{risk(found)}; {risk_of(found)}"),
    )  # fmt: skip
    return tuple((label, words.NOT_YOURS if label in gone else text) for label, text in made)


def alone(found: Household) -> str:
    """That the household is this customer alone, where it is."""
    return "1: no tie on record makes anybody else a member" if len(found.members) == 1 else ""
