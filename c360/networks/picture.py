"""The picture that a state makes of the neighbourhoods that are open: filtered, folded, sized and placed. Pure."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from c360 import words
from c360.model.networks import Bond, Entity, Neighbourhood
from c360.model.picture import Line, Node, Picture
from c360.money import from_minor
from c360.networks.layout import positions
from c360.networks.state import GROUP, State
from c360.networks.ties import ties
from c360.sheets.networks import MANY, role, short

MOST: Final = 300  # nodes drawn: more is a cloud that nobody reads
ALIKE: Final = 25  # more of a kind that hang on the same are folded to one
SHOWN: Final = 100  # members that an open group shows, the largest amounts first
_ZERO: Final = Decimal(0)


@dataclass(slots=True)
class _Web:
    """What is to be drawn, while it is filtered and folded."""

    state: State
    currency: str
    entities: dict[str, Entity] = field(default_factory=dict)
    bonds: dict[tuple[str, str, str], Bond] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)
    unfolded: dict[str, str] = field(default_factory=dict)

    def near(self) -> dict[str, set[str]]:
        """Whom each node is tied to."""
        found: dict[str, set[str]] = {key: set() for key in self.entities}
        for bond in self.bonds.values():
            found[bond.start].add(bond.end)
            found[bond.end].add(bond.start)
        return found

    def money(self) -> dict[str, Decimal]:
        """What went along the lines at each node, as far as known."""
        found: dict[str, Decimal] = {}
        for bond in self.bonds.values():
            for key in (bond.start, bond.end) if bond.is_money else ():
                found[key] = found.get(key, _ZERO) + (bond.amount or _ZERO)
        return found

    def keep(self, keys: Iterable[str]) -> None:
        """Only these nodes, and the bonds between them."""
        kept = set(keys)
        self.entities = {key: one for key, one in self.entities.items() if key in kept}
        self.bonds = {place: one for place, one in self.bonds.items() if one.start in kept and one.end in kept}


def picture(state: State, found: Mapping[str, Neighbourhood], currency: str, most: int = MOST) -> Picture:
    """The picture of a state, of the neighbourhoods of its `entities`; those that are missing are told as not there."""
    web = _Web(state, currency)
    lacks = _gather(web, found)
    kinds = tuple(dict.fromkeys(one.kind for one in web.entities.values()))
    roles = tuple(sorted({bond.role for bond in web.bonds.values()}, key=role))
    _filter(web)
    _fold(web)
    _cut(web, most)
    lines = _lines(web)
    keys = [*web.entities, *web.groups]
    pinned = {key: (float(x), float(y)) for key, x, y in state.pinned}
    places = positions(state.centre, keys, [(line.start, line.end) for line in lines], pinned)
    return Picture(
        state.centre, tuple(_nodes(web, lines, places, pinned)), tuple(lines), kinds, roles, tuple(web.limits), lacks,
        tuple(web.unfolded.items()),
    )  # fmt: skip


def reached(state: State, found: Mapping[str, Neighbourhood]) -> tuple[str, ...]:
    """The open entities that the centre still leads to, by way of open and visible ones: others are not shown."""
    seen, left = {state.centre}, [key for key in state.entities() if key in found and key not in state.hidden]
    order: list[str] = []
    while new := [key for key in left if key in seen]:
        for key in new:
            order.append(key)
            seen.update(one.key for one in found[key].entities)
        left = [key for key in left if key not in order]
    return tuple(order)


def _gather(web: _Web, found: Mapping[str, Neighbourhood]) -> tuple[str, ...]:
    lacks: dict[str, None] = {}
    for key in reached(web.state, found):
        around = found[key]
        for one in (around.centre, *around.entities):
            known = web.entities.get(one.key)
            # An account is called by its holders or by its type, whoever told it first.
            web.entities[one.key] = one if known is None or known.name is None else known
        for bond in around.bonds:
            place = (bond.start, bond.end, bond.role)
            known_bond = web.bonds.get(place)
            if known_bond is None or known_bond.count < bond.count:
                web.bonds[place] = bond
        web.limits += around.limits
        lacks |= dict.fromkeys(around.not_held)
    missing = [key for key in web.state.entities() if key not in found]
    if missing:
        web.limits.append(f"{len(missing)} of what this link opens is not in this book, or nothing shown leads to it")
    web.limits = list(dict.fromkeys(web.limits))
    return tuple(lacks)


def _filter(web: _Web) -> None:
    state, before = web.state, len(web.entities)
    hidden = [key for key in state.hidden if key in web.entities]
    always = {state.centre, *state.opened, *(pin[0] for pin in state.pinned)}
    web.bonds = {
        place: bond
        for place, bond in web.bonds.items()
        if bond.role not in state.without
        # An amount that isn't known is not a small one.
        and not (state.least and bond.is_money and bond.amount is not None and bond.amount < state.least)
    }
    web.keep(
        key
        for key, one in web.entities.items()
        if key == state.centre or (key not in hidden and (one.kind not in state.without or key in always))
    )
    near = web.near()
    # What the filters took all ties of goes with them.
    web.keep(_connected(state.centre, near))
    gone = before - len(web.entities) - len(hidden)
    chosen = [*(MANY.get(one) or role(one) for one in state.without)]
    chosen += [f"money of less than {words.money(state.least, web.currency)}"] if state.least else []
    if chosen:
        web.limits.append(f"left out by choice: {words.listed(chosen)}")
    if hidden:
        web.limits.append(f"{words.counted(len(hidden), 'is', 'are')} hidden")
    if gone > 0:
        web.limits.append(f"{words.counted(gone, 'is', 'are')} left out by the filters, or hung only on what is hidden")


def _connected(centre: str, near: Mapping[str, set[str]]) -> set[str]:
    seen, left = {centre}, [centre]
    while left:
        new = [key for key in near.get(left.pop(), ()) if key not in seen]
        seen.update(new)
        left += new
    return seen


def _fold(web: _Web) -> None:
    """More than `ALIKE` of one kind that hang on the same by the same become one, unless that is open."""
    state, near = web.state, web.near()
    roles: dict[str, set[str]] = {key: set() for key in web.entities}
    for bond in web.bonds.values():
        roles[bond.start].add(bond.role)
        roles[bond.end].add(bond.role)
    apart = {state.centre, *state.opened, *(pin[0] for pin in state.pinned)}
    alike: dict[tuple[str, ...], list[str]] = {}
    for key, one in web.entities.items():
        if key not in apart:
            alike.setdefault((one.kind, *sorted(roles[key]), "", *sorted(near[key])), []).append(key)
    money = web.money()
    for what, members in alike.items():
        if len(members) <= ALIKE:
            continue
        group = f"{GROUP}:{hashlib.sha256('|'.join(what).encode()).hexdigest()[:12]}"
        members.sort(key=lambda key: (-money.get(key, _ZERO), key))
        if group in state.opened:
            web.unfolded[group] = words.counted(len(members), what[0], MANY[what[0]])
        folded = members[SHOWN:] if group in state.opened else members
        if folded and group not in state.hidden:
            web.groups[group] = folded
        elif folded:
            web.limits.append(f"{words.counted(len(folded), what[0], MANY[what[0]])} in a group that is hidden")
            web.keep(key for key in web.entities if key not in folded)


def _cut(web: _Web, most: int) -> None:
    """At most so many nodes: the centre, what was opened or pinned, groups, and then the largest amounts."""
    folded = {key for members in web.groups.values() for key in members}
    drawn = [key for key in web.entities if key not in folded]
    room = most - len(web.groups)
    if len(drawn) <= room:
        return
    first = {web.state.centre, *web.state.opened, *(pin[0] for pin in web.state.pinned)}
    money = web.money()
    drawn.sort(key=lambda key: (key != web.state.centre, key not in first, -money.get(key, _ZERO)))
    web.limits.append(f"{most:,} of {len(drawn) + len(web.groups):,} are drawn: fold or filter to see others")
    web.keep([*drawn[:room], *folded])


def _lines(web: _Web) -> list[Line]:
    """One line for each two that are tied, a group's members as one."""
    group_of = {key: group for group, members in web.groups.items() for key in members}
    found: dict[tuple[str, str], list[Bond]] = {}
    for bond in web.bonds.values():
        start, end = group_of.get(bond.start, bond.start), group_of.get(bond.end, bond.end)
        # Of several bonds the first says where the line begins.
        place = (end, start) if (end, start) in found else (start, end)
        if start != end:
            found.setdefault(place, []).append(bond)
    made = [_line(start, end, bonds, web, group_of) for (start, end), bonds in found.items()]
    for key in group_of:
        del web.entities[key]
    largest = max((float(line.money or 0) for line in made), default=0.0)
    return [replace(line, width=round(1 + 6 * _part(line.money, largest), 1)) for line in made]


def _line(start: str, end: str, bonds: list[Bond], web: _Web, group_of: Mapping[str, str]) -> Line:
    money = [bond for bond in bonds if bond.is_money]
    forward = back = from_minor(0, web.currency)
    known = bool(money) and all(bond.amount is not None for bond in money)
    for bond in money:
        there, here = bond.forward or _ZERO, bond.back or _ZERO
        if group_of.get(bond.start, bond.start) != start:
            there, here = here, there
        forward, back = forward + there, back + here
    grouped = start in web.groups or end in web.groups
    if grouped:
        said = [role(one) for one in sorted({bond.role for bond in bonds if not bond.is_money})]
        said += [words.money(forward + back if known else None, web.currency, cents=False)] if money else []
    else:
        said = [short(bond, web.currency) for bond in bonds]
    both: tuple[Decimal | None, Decimal | None] = (forward, back) if known else (None, None)
    told = ties(start, end, bonds, lambda key: group_of.get(key, key), both, web.currency, grouped=grouped)
    days = [day for bond in money for day in (bond.first, bond.last) if day is not None]
    return Line(
        start, end, ", ".join(dict.fromkeys(said)), 1.0, tuple(bonds), *both, sum(bond.count for bond in money),
        min(days, default=None), max(days, default=None), told,
    )  # fmt: skip


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    return sum((one or _ZERO for one in amounts), _ZERO) if amounts and None not in amounts else None


def _part(amount: Decimal | None, largest: float) -> float:
    """How much of the largest amount, on a scale of its digits: a thousandth can still be seen."""
    return math.log1p(float(amount)) / math.log1p(largest) if amount else 0.0


def _nodes(
    web: _Web, lines: Iterable[Line], places: Mapping[str, tuple[float, float]], pinned: Mapping[str, object]
) -> list[Node]:
    drawn: dict[str, list[Decimal | None]] = {key: [] for key in (*web.entities, *web.groups)}
    for line in lines:
        for key in (line.start, line.end) if line.count else ():
            drawn[key].append(line.money)
    money = {key: _sum(amounts) for key, amounts in drawn.items()}
    largest = max((float(one or 0) for one in money.values()), default=0.0)
    made = []
    for key, one in web.entities.items():
        mine = key == web.state.centre
        size = 28.0 if mine else round(13 + 13 * _part(money[key], largest), 1)
        node = Node(key, "self" if mine else one.kind, one.id, _label(one), *places[key], size, money[key],
                    web.state.is_open(key), key in pinned)  # fmt: skip
        made.append(node)
    for key, members in web.groups.items():
        kind = members[0].partition(":")[0]
        more = " more" if key in web.state.opened else ""
        label = f"{words.number(len(members))}{more} {MANY[kind]}"
        made.append(Node(key, "group", "", label, *places[key], 30.0, money[key], web.state.is_open(key),
                         key in pinned, len(members)))  # fmt: skip
    return made


def _label(one: Entity) -> str:
    name = words.plain(one.name or "")
    if one.kind == "account":
        return f"{name} {one.id}" if name else one.id
    if one.holders is not None and one.holders > 1:
        return f"{name or one.kind.capitalize()}, shared by {words.number(one.holders)}"
    return name or (one.kind.capitalize() if one.kind in ("address", "document") else one.id)
