"""Takes what a role does not see out of a section's data: nothing, a mask or a word stands in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any, Final

from c360.access.closing import REPLACED, droppable
from c360.access.fields import SAID, WORDS, mask_of, matching
from c360.access.masks import mask_number
from c360.access.show import Show
from c360.access.tree import Node, roots
from c360.graph.schema import DOCUMENT
from c360.model.screening import Screening

# Where a text has to stand: it tells that something is hidden, and nothing of it.
BLANK: Final = "****"
NOT_YOURS: Final = "It is not shown to your role."
WITHHELD: Final = Screening("withheld", NOT_YOURS)
_SAID: Final = frozenset(key for pattern in SAID for key in matching(pattern))
_WORDS: Final = frozenset(key for pattern in WORDS for key in matching(pattern))
_EVIDENCE: Final = "risk.factors.evidence"
_NUMBER: Final = "identity.documents.number"
# Fewer letters and digits are in too many words.
_LEAST: Final = 3

Hidden = Mapping[str, Show]


@dataclass(slots=True)
class Taken:
    """What was taken out of one profile: keys of values behind a mask, and what stands for a text that was hidden."""

    masked: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)

    def out_of(self) -> Callable[[str], str]:
        """Takes the same texts out of words in which they may stand, in any letter case and in groups."""
        known = {_plain(raw): instead for raw, instead in self.said.items()}
        known = {raw: instead for raw, instead in known.items() if len(raw) >= _LEAST}
        if not known:
            return lambda text: text
        longest = sorted(known, key=lambda one: (-len(one), one))
        ways = "|".join(r"[\W_]{0,2}".join(map(re.escape, raw)) for raw in longest)
        pattern = re.compile(rf"(?<![^\W_])(?:{ways})(?![^\W_])", re.IGNORECASE)
        # One name stands in a thousand rows.
        return cache(lambda text: pattern.sub(lambda found: known.get(_plain(found[0]), BLANK), text))


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def without(name: str, part: Any, hidden: Hidden, taken: Taken) -> Any:
    """A section's data, or the summary, without what is hidden; notes in `taken` what that was."""
    keys = frozenset((key, how) for key, how in hidden.items() if key.startswith(f"{name}."))
    plan = _plan(roots()[name], keys)
    return part if plan is None or part is None else _apply(plan, part, taken)


def said_without(name: str, part: Any, take: Callable[[str], str]) -> Any:
    """A section's data with its words without texts that are hidden elsewhere."""
    plan = _words(name)
    return part if part is None or plan is None else _apply(plan, part, Taken(), take)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done to a node: a value in its place, a mask, words looked through, or what is done to its children."""

    node: Node
    children: tuple[_Plan, ...] = ()
    absent: bool = False
    mask: Callable[[Any], Any] | None = None
    words: bool = False


@lru_cache(maxsize=1024)
def _plan(node: Node, keys: frozenset[tuple[str, Show]]) -> _Plan | None:
    hidden = dict(keys)
    leaves = [leaf.key for leaf in node.leaves()]
    if all(hidden.get(key) is Show.ABSENT for key in leaves) and (droppable(node) or not node.children):
        return _Plan(node, absent=True)
    if not node.children:
        return _Plan(node, mask=mask_of(node.key)) if node.key in hidden else None
    plans = (_plan(child, _of(keys, child.key)) for child in node.children)
    children = tuple(plan for plan in plans if plan is not None)
    return _Plan(node, children) if children else None


def _of(keys: Iterable[tuple[str, Show]], key: str) -> frozenset[tuple[str, Show]]:
    return frozenset((one, how) for one, how in keys if one == key or one.startswith(f"{key}."))


@lru_cache
def _words(name: str) -> _Plan | None:
    def made(node: Node) -> _Plan | None:
        if not node.children:
            return _Plan(node, words=True) if node.key in _WORDS else None
        children = tuple(plan for child in node.children if (plan := made(child)) is not None)
        return _Plan(node, children) if children else None

    return made(roots()[name])


def _apply(plan: _Plan, value: Any, taken: Taken, take: Callable[[str], str] | None = None) -> Any:
    node = plan.node
    if plan.absent:
        _note(node, value, taken, BLANK)
        return WITHHELD if node.key in REPLACED else None if node.nullable else () if node.many else BLANK
    if value is None:
        return None
    if node.many:
        changed = tuple(_one(plan, one, taken, take) for one in value)
        same = all(one is other for one, other in zip(changed, value, strict=True))
        return value if same else changed
    return _one(plan, value, taken, take)


def _one(plan: _Plan, value: Any, taken: Taken, take: Callable[[str], str] | None) -> Any:
    if plan.words and take is not None:
        told = take(value) if isinstance(value, str) else value
        return value if told == value else told  # the very one, by which it is seen that nothing has changed
    if plan.mask is not None:
        masked = plan.mask(value)
        taken.masked.add(plan.node.key)
        if masked != value:
            _note(plan.node, value, taken, masked)
        return masked
    changes = {}
    for child in plan.children:
        before = getattr(value, child.node.name)
        after = _apply(child, before, taken, take)
        if after is not before:
            changes[child.node.name] = after
    if not changes:
        return value
    return value._replace(**changes) if hasattr(value, "_replace") else replace(value, **changes)


def _note(node: Node, value: Any, taken: Taken, instead: str) -> None:
    """Remember a text that is hidden, for the words in which it may stand too; of a group those within."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        for one in value:
            _note(node, one, taken, instead)
    elif not node.children:
        if node.key in _SAID and isinstance(value, str) and value != instead:
            taken.said[value] = instead
    elif value is not None:
        for child in node.children:
            _note(child, getattr(value, child.name), taken, instead)


def rows_without(key: str, rows: Sequence[Any], hidden: Hidden, taken: Taken) -> tuple[Any, ...] | None:
    """Rows such as those under this key, by how the fields of that key are shown; None where none is shown at all."""
    plan = _plan(_node(key), _of(hidden.items(), key))
    if plan is None:
        return tuple(rows)
    return None if plan.absent else tuple(_one(plan, row, taken, None) for row in rows)


@lru_cache
def _node(key: str) -> Node:
    node = roots()[key.partition(".")[0]]
    while node.key != key:
        node = next(one for one in node.children if key == one.key or key.startswith(f"{one.key}."))
    return node


def documents_in_evidence(part: Any, hidden: Hidden) -> Any:
    """The risk section with masks over documents' natural keys, which are the bank's to choose and may be numbers."""
    how = hidden.get(_NUMBER)
    if part is None or how is None:
        return part
    hide = mask_number if how is Show.MASKED else lambda text: BLANK
    factors = tuple(
        one if not any(record.label == DOCUMENT for record in one.evidence) else replace(one, evidence=tuple(
            replace(record, id=hide(record.id)) if record.label == DOCUMENT else record for record in one.evidence
        ))
        for one in part.factors
    )  # fmt: skip
    return part if factors == part.factors else replace(part, factors=factors)


def withheld(name: str, hidden: Hidden) -> tuple[str, ...]:
    """What of a section, or of the summary, is not there for the role: the largest groups, by their keys within it."""
    absent = frozenset(key for key, how in hidden.items() if how is Show.ABSENT and key.startswith(f"{name}."))
    return _groups(roots()[name], absent) if absent else ()


@lru_cache(maxsize=1024)
def _groups(root: Node, absent: frozenset[str]) -> tuple[str, ...]:
    found: list[str] = []

    def look(node: Node) -> None:
        if node is not root and all(leaf.key in absent for leaf in node.leaves()):
            found.append(node.key.removeprefix(f"{root.key}."))
            return
        for child in node.children:
            look(child)

    look(root)
    return tuple(found)
