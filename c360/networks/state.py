"""What a picture of the network shows, as its address says: what is open, hidden, pinned and filtered out.

Pure: the same address gives the same picture. An address may come from anywhere, so it is read within bounds, and what
can't be read is told and left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from c360.asking import is_text
from c360.networks.contract import KINDS, MOST_OPEN

GROUP: Final = "group"
_MOST_HIDDEN: Final = 100
_MOST_PINNED: Final = 60
_MOST_WITHOUT: Final = 30
_MOST_READ: Final = 400  # values of one parameter: an address may be as long as a server takes
_LONGEST: Final = 220
_FARTHEST: Final = 20_000  # canvas units
_ROLE: Final = re.compile(r"[A-Z][A-Z_]{1,30}")
_GROUP_ID: Final = re.compile(r"[0-9a-f]{12}")
_LARGEST: Final = Decimal(10) ** 13
_DIGITS: Final = 30  # characters of an amount
_FRACTION: Final = 8  # its digits after the point: no currency has more than four
PARAMETERS: Final = ("open", "hide", "pin", "without", "least")


@dataclass(frozen=True, slots=True)
class State:
    """A picture's state; `centre` is always open. `least` is an amount in the book's currency.

    `without` names kinds ("address") and roles ("HAS_ADDRESS") that are not shown.
    """

    centre: str
    opened: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    pinned: tuple[tuple[str, int, int], ...] = ()
    without: tuple[str, ...] = ()
    least: Decimal | None = None

    def is_open(self, key: str) -> bool:
        """Whether a node's neighbours, or a group's members, are in the picture."""
        return key == self.centre or key in self.opened

    def entities(self) -> tuple[str, ...]:
        """The keys whose neighbourhoods the picture needs."""
        return (self.centre, *(key for key in self.opened if not key.startswith(f"{GROUP}:")))

    def full(self) -> bool:
        """Whether nothing more can be opened, entity or group: an address holds no more either."""
        return 1 + len(self.opened) >= MOST_OPEN

    def toggled(self, key: str) -> State:
        """Opened if it was folded, folded if it was open; the centre stays open."""
        if key == self.centre or not _is_key(key):
            return self
        if key in self.opened:
            return replace(self, opened=_without(self.opened, key))
        return self if self.full() else replace(self, opened=(*self.opened, key), hidden=_without(self.hidden, key))

    def hiding(self, key: str) -> State:
        """Without this node, and what only it led to."""
        if key == self.centre or not _is_key(key) or len(self.hidden) >= _MOST_HIDDEN:
            return self
        kept = tuple(pin for pin in self.pinned if pin[0] != key)
        hidden = (*_without(self.hidden, key), key)
        return replace(self, opened=_without(self.opened, key), hidden=hidden, pinned=kept)

    def pinning(self, key: str, x: float, y: float) -> State:
        """With this node held at a place, wherever it was before."""
        kept = tuple(pin for pin in self.pinned if pin[0] != key)
        if not (_is_key(key) and _is_place(x) and _is_place(y)) or len(kept) >= _MOST_PINNED:
            return self
        return replace(self, pinned=(*kept, (key, round(x), round(y))))

    def unpinned(self, key: str) -> State:
        """With this node where the layout puts it."""
        return replace(self, pinned=tuple(pin for pin in self.pinned if pin[0] != key))

    def query(self) -> dict[str, list[str]]:
        """The address's parameters, without those that say nothing."""
        found = {
            "open": list(self.opened),
            "hide": list(self.hidden),
            "pin": [f"{key}@{x},{y}" for key, x, y in self.pinned],
            "without": list(self.without),
            "least": [] if self.least is None else [f"{self.least:f}"],
        }
        return {name: values for name, values in found.items() if values}


def read(centre: str, query: Mapping[str, Sequence[str]]) -> tuple[State, tuple[str, ...]]:
    """The state of an address's parameters, and what of them could not be read, in words."""
    told: list[str] = []

    def given(name: str) -> list[str]:
        values = query.get(name, ())
        if len(values) > _MOST_READ:
            told.append(f"of {len(values):,} that it wants to {_WORDS[name]} only {_MOST_READ} were looked at")
        return list(dict.fromkeys(values[:_MOST_READ]))

    def kept(name: str, good: Callable[[str], bool]) -> list[str]:
        wanted = given(name)
        fine = [one for one in wanted if good(one)]
        if len(fine) < len(wanted):
            told.append(f"{len(wanted) - len(fine)} of what it wants to {_WORDS[name]} is no id that can be")
        return fine

    def first(name: str, most: int, values: Sequence[_Value]) -> tuple[_Value, ...]:
        if len(values) > most:
            told.append(f"it wants to {_WORDS[name]} more than {most}: {len(values) - most} are left out")
        return tuple(values[:most])

    def can_be(key: str) -> bool:
        return _is_key(key) and key != centre

    wanted = given("pin")
    read_pins = [pin for one in wanted if (pin := _pin(one))]
    if len(read_pins) < len(wanted):
        told.append("a pinned place can't be read")
    least = None
    for text in query.get("least", ())[:1]:
        least = amount(text)
        if least is None and text:
            told.append("the smallest amount is no amount")
    return (
        State(
            centre,
            first("open", MOST_OPEN - 1, kept("open", can_be)),
            first("hide", _MOST_HIDDEN, kept("hide", can_be)),
            first("pin", _MOST_PINNED, list({pin[0]: pin for pin in read_pins}.values())),
            first("without", _MOST_WITHOUT, kept("without", lambda one: one in KINDS or bool(_ROLE.fullmatch(one)))),
            least,
        ),
        tuple(told),
    )


_WORDS: Final = {"open": "open", "hide": "hide", "pin": "pin", "without": "leave out"}
_Value = TypeVar("_Value")


def amount(text: str) -> Decimal | None:
    """A positive amount; none where the text is no such thing."""
    try:
        value = Decimal(text.strip().replace(",", "")) if len(text) <= _DIGITS else Decimal("NaN")
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 < value < _LARGEST:
        return None
    # Written out, as an address has it, 1E-400 is no amount any more, and 1E-999999999 a gigabyte.
    return value if int(value.as_tuple().exponent) >= -_FRACTION else None


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(one for one in keys if one != key)


def _is_key(key: str) -> bool:
    kind, _, ident = key.partition(":")
    if not ident or len(key) > _LONGEST or not is_text(key):
        return False
    return kind in KINDS or (kind == GROUP and _GROUP_ID.fullmatch(ident) is not None)


def _is_place(value: float) -> bool:
    return math.isfinite(value) and abs(value) <= _FARTHEST


def _pin(text: str) -> tuple[str, int, int] | None:
    key, _, place = text.rpartition("@")
    found = re.fullmatch(r"(-?\d{1,5}),(-?\d{1,5})", place, re.ASCII)
    if not found or not _is_key(key):
        return None
    x, y = int(found[1]), int(found[2])
    return (key, x, y) if _is_place(x) and _is_place(y) else None
