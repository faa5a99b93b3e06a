"""What a role hides in all: the fields it names, those of sections it does not see, and all that would tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from c360.access.fields import (
    ALWAYS,
    FIELDS,
    MASKED_TELLS_NOTHING,
    NEEDS,
    ONE_WAY,
    OTHERS,
    SAME,
    SECTIONS,
    TELLS,
    TOLD_NOT_TELLING,
    mask_of,
    matching,
)
from c360.access.show import Show
from c360.access.tree import Node, roots
from c360.errors import UsageError

_STRENGTH: Final = {Show.CLEAR: 0, Show.MASKED: 1, Show.ABSENT: 2}
# An object that has a form of its own for what is not shown: see `c360.access.hiding`.
REPLACED: Final = ("risk.screening",)


@lru_cache(maxsize=256)
def closed(sections: frozenset[str] | None, given: frozenset[tuple[str, Show]]) -> Mapping[str, Show]:
    """How each field is shown that is not in clear. Raises `UsageError` for a key that is none of the profile's."""
    found = _Closing()
    for section in SECTIONS:
        if not sees(section, sections):
            for key in matching(section):
                found.hide(key, Show.ABSENT, same=False)
    for pattern, how in given:
        keys = matching(pattern)
        if not keys:
            raise UsageError(f"The profile has no field {pattern!r}.")
        for key in keys:
            # Of a group that is masked, what has no mask is what the mask keeps: of an address the town.
            if how is Show.MASKED and mask_of(key) is None and key != pattern:
                continue
            # Of a tie that is hidden whole no name is left to be told by.
            whole = key in OTHERS and f"{key.rpartition('.')[0]}.id" in keys
            found.hide(key, how, same=not (whole and how is Show.ABSENT))
    found.work()
    return MappingProxyType(found.hidden)


def sees(section: str, sections: frozenset[str] | None) -> bool:
    """Whether a section is among those allowed, and all that it is made of."""
    return sections is None or all(one in sections for one in (section, *NEEDS.get(section, ())))


class _Closing:
    """The fields hidden so far, and those of which it is still to be seen what else tells them."""

    def __init__(self) -> None:
        self.hidden: dict[str, Show] = {}
        self._left: list[tuple[str, Show, bool, bool]] = []

    def hide(self, key: str, how: Show, *, same: bool = True, told: bool = False) -> None:
        """Hide a field; `told` where only because it tells another one, `same` where its like are hidden with it."""
        if how is Show.MASKED and mask_of(key) is None:
            how = Show.ABSENT
        if _STRENGTH[how] > _STRENGTH[self.hidden.get(key, Show.CLEAR)]:
            self.hidden[key] = how
            self._left.append((key, how, same, told))

    def work(self) -> None:
        while self._left:
            key, how, same, told = self._left.pop()
            ends_here = told and any(_within(key, one) for one in TOLD_NOT_TELLING)
            if not ends_here and (how is Show.ABSENT or key not in MASKED_TELLS_NOTHING):
                for other in _told_by(key):
                    self.hide(other, Show.ABSENT, told=True)
            for other in _same_as(key) if same and not ends_here else ():
                self.hide(other, how, told=told)
            if how is Show.ABSENT:
                for other in _lifted(key):
                    self.hide(other, Show.ABSENT, same=same, told=told)


@cache
def _told_by(key: str) -> tuple[str, ...]:
    found = (one for pattern, others in TELLS.items() if _within(key, pattern) for one in others)
    return tuple(dict.fromkeys(other for one in found for other in matching(one)))


@cache
def _same_as(key: str) -> tuple[str, ...]:
    if key in ONE_WAY:
        return ()
    groups = (group for group in SAME if any(_within(key, pattern) for pattern in group))
    return tuple(dict.fromkeys(other for group in groups for pattern in group for other in matching(pattern)))


def _within(key: str, pattern: str) -> bool:
    return fnmatchcase(key, pattern) or fnmatchcase(key, f"{pattern}.*")


@cache
def _lifted(key: str) -> tuple[str, ...]:
    """The fields of the least group that can be left out for a field that can't be empty by itself."""
    way = list(_way(key))
    if droppable(way[-1]) or way[-1].text:
        return ()
    group = next((node for node in reversed(way) if droppable(node)), way[0])
    return tuple(leaf.key for leaf in group.leaves())


def _way(key: str) -> Iterable[Node]:
    node = roots()[key.partition(".")[0]]
    while True:
        yield node
        if node.key == key:
            return
        node = next(one for one in node.children if key == one.key or key.startswith(f"{one.key}."))


def droppable(node: Node) -> bool:
    """Whether nothing can stand in its place."""
    return node.nullable or node.many or node.key in REPLACED


def hideable() -> tuple[str, ...]:
    """The fields that a role may hide by name."""
    return tuple(key for key in FIELDS if not any(_within(key, pattern) for pattern in ALWAYS))
