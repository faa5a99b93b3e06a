"""What an answer about surroundings holds for a role that is for a part of the customers: nobody who is outside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from c360.graph import schema as s
from c360.networks.contract import entity
from c360.networks.reading import GROUPS
from c360.scope import Scope
from c360.sections.contract import Ask

_KEYS: Final = {label: s.VERTICES[label].natural_key for label in (s.PERSON, s.ACCOUNT)}
_THINGS: Final = (s.ADDRESS, s.DOCUMENT)


def within(
    rows: Sequence[Mapping[str, Any]], asked: Ask, scope: Scope
) -> tuple[list[Mapping[str, Any]], frozenset[str]]:  # fmt: skip
    """The rows of `reading.around` without anybody outside, and the keys of those that are about such.

    A home or a document of which nobody is left isn't there either. How many have it in common isn't told, since that
    counts everybody.
    """
    if scope.everyone:
        return list(rows), frozenset()
    ends = [end for row in rows for end in _ends(row)]
    out = {
        s.PERSON: scope.outside(one for label, one in ends if label == s.PERSON),
        s.ACCOUNT: scope.hidden_accounts(one for label, one in ends if label == s.ACCOUNT),
    }

    def hidden(label: str, values: Mapping[str, Any]) -> bool:
        return label in out and _natural(values, _KEYS[label]) in out[label]

    kept, denied = list[Mapping[str, Any]](), set[str]()
    for row in rows:
        if hidden(row["label"], row["values"]):
            denied.add(entity(row["label"], row["values"], asked).key)
            continue
        left = {
            name: [{**tie, "holders": None} for tie in row[name] if not hidden(tie["label"], tie["other"])]
            for name in GROUPS
        }
        if row["label"] in _THINGS and not any(left.values()):
            denied.add(entity(row["label"], row["values"], asked).key)
            continue
        kept.append({**row, **left})
    return kept, frozenset(denied)


def _ends(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Label and natural key of everybody in a row whose place in a part matters."""
    if row["label"] in _KEYS:
        yield row["label"], _natural(row["values"], _KEYS[row["label"]])
    for name in GROUPS:
        for tie in row[name]:
            if tie["label"] in _KEYS:
                yield tie["label"], _natural(tie["other"], _KEYS[tie["label"]])


def _natural(values: Mapping[str, Any], key: str) -> str:
    value = values[key]
    return str(value[0] if isinstance(value, list) else value)
