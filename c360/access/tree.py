"""The profile's fields as a tree, by the types of `c360.model`: what each may be where it is not shown."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from typing import Any, Union, get_args, get_origin, get_type_hints

from c360.access.fields import SECTIONS
from c360.model import Summary


@dataclass(frozen=True, slots=True, eq=False)  # each is there once, and a key of caches
class Node:
    """A field or a group of fields: `name` is the attribute, `key` the dotted key.

    `nullable` where nothing may stand there, `many` where it is a list, `text` where it must be a text.
    """

    name: str
    key: str
    nullable: bool
    many: bool
    text: bool
    children: tuple[Node, ...]

    def leaves(self) -> Iterator[Node]:
        """The fields in it; itself where it is one."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@cache
def roots() -> dict[str, Node]:
    """The tree of each section, and of the summary."""
    kinds = {name: _model(name) for name in SECTIONS} | {"summary": Summary}
    return {name: Node(name, name, True, False, False, _children(kind, name)) for name, kind in kinds.items()}


def _model(section: str) -> type:
    """The section's data: `Identity` of `c360.model.identity`."""
    found: type = getattr(import_module(f"c360.model.{section}"), section.capitalize())
    return found


def _children(kind: Any, key: str) -> tuple[Node, ...]:
    hints = get_type_hints(kind)
    names = kind._fields if hasattr(kind, "_fields") else [one.name for one in fields(kind)]
    # What begins with a line is in no JSON; what ends with one is spelt without it there.
    return tuple(_node(name, f"{key}.{name.rstrip('_')}", hints[name]) for name in names if not name.startswith("_"))


def _node(name: str, key: str, hint: Any) -> Node:
    some = [hint]
    if get_origin(hint) in (Union, types.UnionType):
        some = [one for one in get_args(hint) if one is not type(None)]
    nullable = len(some) < len(get_args(hint)) if len(some) != 1 or some[0] is not hint else False
    kind, many = some[0], False
    if get_origin(kind) is tuple:
        kind, many = get_args(kind)[0], True
    made = is_dataclass(kind) or hasattr(kind, "_fields")
    return Node(name, key, nullable, many, kind is str and not many, _children(kind, key) if made else ())
