"""What several sections will read, asked for first and at once: a server's storage takes as long for each wait.

Of a usual profile of the demo bank on three nodes a server waited 73 times for its storage, one read after another;
with this in front about 15 times. The embedded graph leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360.graph import schema as s
from c360.graph.hints import ahead
from c360.sections import registry
from c360.sections.contract import Ask, Section


def reads(names: Sequence[str], ask: Ask) -> tuple[GraphTraversal, ...]:
    """The traversals, from the customer's vertex, for a `sideEffect` each, in this order."""
    found = ask.ahead.get(tuple(names))
    if found is None:
        found = ask.ahead[tuple(names)] = tuple(map(ahead, _reads([registry()[name] for name in names], ask)))
    return found


def _reads(sections: Sequence[Section], ask: Ask) -> Iterable[GraphTraversal]:
    near = _labels(section.near for section in sections)
    on_accounts = _labels(section.on_accounts for section in sections)
    if len(sections) > 1:
        # All edges of one vertex are one read, those of twenty labels are twenty. A person has no transactions.
        yield __.both_e()
    # All values of a vertex are one read, too, and each key by itself another.
    if near:
        yield __.both(*near).value_map()
    if on_accounts:
        yield __.out(s.OWNS, s.AUTHORIZED_ON).has_label(s.ACCOUNT).in_(*on_accounts).value_map()
    for section in sections:
        if section.before is not None:
            yield section.before(ask)


def _labels(given: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(label for labels in given for label in labels))
