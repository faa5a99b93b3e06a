"""What ties two, in words, and the tables of a picture of the network, of connections and of flows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from c360 import words
from c360.model.networks import Bond, Connection, Counterparty, Flows, Way
from c360.model.picture import Line, Node, Picture
from c360.sheets import Column, Sheet, sheet

KINDS: Final = {
    "self": "This customer", "person": "Person", "company": "Company", "account": "Account", "address": "Address",
    "document": "Document", "group": "Group",
}  # fmt: skip
MANY: Final = {
    "person": "people", "company": "companies", "account": "accounts", "address": "addresses", "document": "documents",
}  # fmt: skip
# From the bond's start to its end: on a line, and as a sentence between two names.
_SAID: Final = {
    "OWNS": ("owns", "owns"), "AUTHORIZED_ON": ("authorised", "is authorised on"), "CONTROLS": ("controls", "controls"),
    "DIRECTOR_OF": ("director", "is a director of"), "EMPLOYEE_OF": ("employee", "is employed by"),
    "HAS_ADDRESS": ("address", "has the address"), "HAS_DOCUMENT": ("document", "holds the document"),
    "SPOUSE": ("spouse", "is the spouse of"), "PARENT": ("child of", "is a child of"),
    "FAMILY_MEMBER": ("family", "is a relative of"), "PARTNER": ("partner", "is a partner of"),
    "BUSINESS_ASSOCIATE": ("business", "is a business associate of"),
    "STANDING_ORDER": ("standing order", "has a standing order to"), "TRANSACTION": ("money", "dealt with"),
}  # fmt: skip
# What the one that the bond starts at is to the other, and the other to it: before a colon and a name.
_ENDS: Final = {
    "OWNS": ("owns", "owned by"), "AUTHORIZED_ON": ("authorised on", "authorised person"),
    "CONTROLS": ("controls", "controlled by"), "DIRECTOR_OF": ("director of", "directed by"),
    "EMPLOYEE_OF": ("employed by", "employs"), "HAS_ADDRESS": ("has the address", "address of"),
    "HAS_DOCUMENT": ("holds the document", "document of"), "PARENT": ("child of", "parent of"),
    "STANDING_ORDER": ("standing order to", "standing order from"), "TRANSACTION": ("paid", "paid by"),
}  # fmt: skip
# The same from both ends.
SYMMETRIC: Final = ("SPOUSE", "FAMILY_MEMBER", "PARTNER", "BUSINESS_ASSOCIATE")


def from_ends(name: str) -> tuple[str, str]:
    """What ties two, in words from the bond's start and from its end; the same ones where it has no direction."""
    if name in SYMMETRIC:
        return role(name), role(name)
    return _ENDS.get(name, (f"{role(name)}, to", f"{role(name)}, from"))


def paid(amount: Decimal | None, currency: str) -> str:
    """What went along a line, as it stands there."""
    return words.money(amount, currency, cents=False)


def role(name: str) -> str:
    """What ties two, in a word or two: how filters and lines call it."""
    return _SAID[name][0] if name in _SAID else words.word(name).lower()


def short(bond: Bond, currency: str) -> str:
    """What stands on a line."""
    if bond.is_money:
        return paid(bond.amount, currency)
    return role(bond.role) + (f" {words.share(bond.share)}" if bond.share is not None else "")


def sentence(bond: Bond, names: Mapping[str, str], currency: str) -> str:
    """The whole reason: who, what, how much, and when last."""
    start, end = names.get(bond.start, bond.start), names.get(bond.end, bond.end)
    if not bond.is_money:
        verb = _SAID[bond.role][1] if bond.role in _SAID else words.word(bond.role).lower()
        share = f" ({words.share(bond.share)})" if bond.share is not None else ""
        return f"{start} {verb} {end}{share}"
    ways = [
        f"{one} paid {words.money(amount, currency)} to {other}"
        for one, other, amount in ((start, end, bond.forward), (end, start, bond.back))
        if amount is None or amount
    ]
    count = words.counted(bond.count, "transaction")
    return f"{' and '.join(ways)}, in {count}, last on {words.day(bond.last)}"


def nodes(found: Picture, currency: str) -> Sheet:
    """Everybody and everything in the picture."""
    said: dict[str, list[str]] = {}
    names = {node.key: node.label for node in found.nodes}
    for line in found.lines:
        for here, there in ((line.start, line.end), (line.end, line.start)):
            told = [tie.words if tie.start == here else tie.back for tie in line.ties]
            said.setdefault(here, []).append(f"{', '.join(dict.fromkeys(told))}: {names[there]}")
    rows = [(node.label, KINDS[node.kind], "; ".join(said.get(node.key, ())), node.money, mark(node), node.id)
            for node in found.nodes]  # fmt: skip
    columns = (
        Column("Name"), Column("Kind"), Column("Ties"), Column(f"Money drawn, {currency}", "money"),
        Column("State", none=""), Column("Id", none=""),
    )  # fmt: skip
    return sheet("nodes", "Everybody and everything in the picture", columns, rows, "Nothing is shown.")


def mark(node: Node) -> str | None:
    """What was done to a node."""
    told = [word for word, is_so in (("open", node.opened), ("pinned", node.pinned)) if is_so]
    return ", ".join(told) or None


def lines(found: Picture) -> Sheet:
    """Every tie in the picture, all that goes the same way between the same two in one row."""
    names = {node.key: node.label for node in found.nodes}
    rows = [(names[start], ", ".join(told), names[end], start, end)
            for line in found.lines for (start, end), told in ways_of(line).items()]  # fmt: skip
    columns = (Column("From"), Column("Tie"), Column("To"), Column("From id"), Column("To id"))
    return sheet("ties", "Every tie in the picture", columns, rows, "No tie is shown.")


def ways_of(line: Line) -> dict[tuple[str, str], list[str]]:
    """What a line says each way, from the first to the second; what has no direction stands with the rest."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for tie in sorted(line.ties, key=lambda tie: not tie.directed):
        here, there = tie.start, tie.end
        if not tie.directed and (there, here) in found:
            here, there = there, here
        found.setdefault((here, there), {})[tie.words] = None
    return {ends: list(said) for ends, said in found.items()}


def told(line: Line, names: Mapping[str, str]) -> str:
    """All that a line says, with whom it is said of."""
    both = ways_of(line).items()
    return "; ".join(f"{names[start]} – {', '.join(said)}: {names[end]}" for (start, end), said in both)


def money(found: Picture, currency: str) -> Sheet:
    """Every line of money in the picture, the largest first; what isn't known last."""
    names = {node.key: node.label for node in found.nodes}
    drawn = sorted(
        (line for line in found.lines if line.count),
        key=lambda line: (line.money is None, -(line.money or 0), line.start, line.end),
    )
    rows = [
        (names[line.start], names[line.end], line.forward, line.back, line.count, line.first, line.last, line.start,
         line.end)
        for line in drawn
    ]  # fmt: skip
    columns = (
        Column("From"), Column("To"), Column(f"Forward, {currency}", "money"), Column(f"Back, {currency}", "money"),
        Column("Transactions", "count"), Column("First", "day"), Column("Last", "day"), Column("From id"),
        Column("To id"),
    )  # fmt: skip
    held = "TRANSACTION" not in found.not_held
    none = "No money is drawn." if held else "Transactions are not held in this book."
    return sheet("money", "Every tie of money in the picture", columns, rows, none, held=held)


def limits(found: Picture) -> Sheet:
    """What is not in the picture, and why."""
    rows = [(one,) for one in (*found.limits, *(f"not held in this book: {name}" for name in found.not_held))]
    return sheet("left_out", "Left out", (Column("What is left out"),), rows, "Nothing is left out.")


def reasons(way: Way, currency: str) -> list[str]:
    """The reason of each step of a way."""
    names = {one.key: called(one.name, one.id, one.kind) for one in way.entities}
    return ["; ".join(sentence(bond, names, currency) for bond in bonds) or words.UNKNOWN for bonds in way.steps]


def apart(found: Connection) -> str:
    """How far two are apart, or what it means that no way was found."""
    if found.ways:
        return f"{words.counted(found.steps, 'step')} apart, {words.counted(found.count, 'shortest way')}"
    if found.complete:
        return "Not connected within these steps, over what was chosen and in this window"
    return "No way was found in what was looked at; what was left out may hold one"


def ways(found: Connection, currency: str) -> Sheet:
    """Each shortest way, one row a step."""
    rows = []
    for number, way in enumerate(found.ways, 1):
        for step, reason in enumerate(reasons(way, currency), 1):
            rows.append((number, step, way.entities[step - 1].key, way.entities[step].key, reason))
    columns = (Column("Way", "count"), Column("Step", "count"), Column("From"), Column("To"), Column("Reason"))
    return sheet("ways", "Ways", columns, rows, "No way was found.")


def called(name: str | None, ident: str, kind: str) -> str:
    """What to call an entity in a sentence: an account has its number beside its name."""
    if kind == "account":
        return f"{name} {ident}" if name else f"account {ident}"
    return name or (f"a {kind}" if kind in ("address", "document") else ident)


def shared(one: Counterparty) -> str | None:
    """Who else deals with a counterparty."""
    if one.many:
        return "■ many"
    return None if one.shared is None else f"■ {words.number(one.shared)}" if one.shared else "○ none"


def counterparties(found: Flows) -> Sheet:
    """In and out by counterparty, the largest first."""
    rows = [
        (one.name or one.id, one.inflow, one.outflow, one.count, one.first, one.last, shared(one),
         ", ".join(holder.id for holder in one.holders), one.id)
        for one in found.counterparties
    ]  # fmt: skip
    columns = (
        Column("Counterparty"), Column(f"In, {found.currency}", "money"), Column(f"Out, {found.currency}", "money"),
        Column("Transactions", "count"), Column("First", "day"), Column("Last", "day"),
        Column("Other customers", none="not counted"), Column("Held by", none="nobody in this book"),
        Column("Account"),
    )  # fmt: skip
    none = "No transaction with others in this window." if found.held else "Transactions are not held in this book."
    return sheet("counterparties", "Counterparties", columns, rows, none, held=found.held)


def lanes(found: Flows) -> Sheet:
    """In and out by own account and counterparty."""
    names = {one.id: one.name or one.id for one in found.counterparties}
    rows = [(lane.account, names.get(lane.counterparty, lane.counterparty), lane.inflow, lane.outflow, lane.count)
            for lane in found.lanes]  # fmt: skip
    columns = (
        Column("Own account"), Column("Counterparty"), Column(f"In, {found.currency}", "money"),
        Column(f"Out, {found.currency}", "money"), Column("Transactions", "count"),
    )  # fmt: skip
    none = "No transaction with others in this window." if found.held else "Transactions are not held in this book."
    return sheet("lanes", "By own account", columns, rows, none, held=found.held)


def own(found: Flows) -> Sheet:
    """Between own accounts: in none of the sums of in and out."""
    rows = [(lane.account, lane.counterparty, lane.outflow, lane.inflow, lane.count) for lane in found.own]
    columns = (
        Column("Account"), Column("Other own account"), Column(f"To it, {found.currency}", "money"),
        Column(f"From it, {found.currency}", "money"), Column("Transactions", "count"),
    )  # fmt: skip
    none = "Nothing went between own accounts." if found.held else "Transactions are not held in this book."
    return sheet("own", "Between own accounts", columns, rows, none, held=found.held)
