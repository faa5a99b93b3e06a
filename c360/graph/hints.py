"""What tells a graph how to answer, and changes no answer.

A server's storage answers a hundred questions side by side nearly as fast as one, and a traversal asks one after
another. What a `sideEffect` in front of it has read lies with the server until the request ends.
"""

from __future__ import annotations

from typing import Any, Final

from gremlin_python.process.graph_traversal import __

_AHEAD: Final = "c360_ahead"


def ahead(traversal: Any, *, of_list: bool = False) -> Any:
    """Marks an anonymous traversal for a `sideEffect` that reads what comes later, all at once.

    `of_list` is for a step that is given all vertices as one list: it then reads for all of them together. The embedded
    graph leaves it out: there nothing is nearer for having been read before.
    """
    if of_list:
        each = __.unfold()
        each.bytecode.step_instructions.extend(traversal.bytecode.step_instructions)
        traversal = each
    setattr(traversal.bytecode, _AHEAD, True)
    return traversal


def is_ahead(bytecode: Any) -> bool:
    """Whether it was marked so."""
    return getattr(bytecode, _AHEAD, False)
