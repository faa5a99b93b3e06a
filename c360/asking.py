"""Asking the graph: one request for all sections of all customers; what fails is asked again alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversalSource, __
from gremlin_python.process.traversal import P

from c360.errors import GraphUnavailable, QueryFailed
from c360.graph import schema as s
from c360.graph.translate import prepare
from c360.sections import registry
from c360.sections.ahead import reads
from c360.sections.contract import Ask

# The engine compares each vertex with each id of `within`: 200 a batch costs little, 5,000 half a second.
_BATCH: Final = 200
WHO: Final = "who"
_WHO_KEYS: Final = ("customerId", "name", "customerSince", "status")


@dataclass(frozen=True, slots=True)
class Failure:
    """A section that could not be read, and the reason a person is told."""

    reason: str


Answers = dict[str, Mapping[str, Any]]


def with_needs(names: Iterable[str]) -> tuple[str, ...]:
    """The sections and all that they need, in the profile's order."""
    wanted = set(names)
    for name, section in reversed(tuple(registry().items())):
        if name in wanted:
            wanted.update(section.needs)
    return tuple(name for name in registry() if name in wanted)


def ask_for(g: GraphTraversalSource, customer_ids: Sequence[str], names: Sequence[str], ask: Ask) -> Answers:
    """For each customer the graph holds: who it is, and each section's answer or `Failure`.

    Raises `GraphUnavailable` when not even who the customers are can be read.
    """
    wanted, answers = with_needs(names), Answers()
    for start in range(0, len(customer_ids), _BATCH):
        batch = [one for one in dict.fromkeys(customer_ids[start : start + _BATCH]) if is_text(one)]
        if not batch:
            continue
        try:
            answers |= _request(g, batch, wanted, ask)
        except QueryFailed:
            for customer_id in batch:
                answers |= _one_by_one(g, customer_id, wanted, ask)
    return answers


def is_text(customer_id: str) -> bool:
    """Whether it can be an id at all: a lone surrogate is in no book, and the engine takes none."""
    try:
        customer_id.encode()
    except UnicodeEncodeError:
        return False
    return True


def _request(g: GraphTraversalSource, ids: list[str], names: Sequence[str], ask: Ask) -> Answers:
    found = g.V().has(s.PERSON, "customerId", ids[0] if len(ids) == 1 else P.within(*ids))
    many = len(ids) > 1
    if many:
        found = found.fold()
    for read in reads(names, ask, many):
        found = found.side_effect(read)
    if many:
        found = found.unfold()
    found = found.project(WHO, *names).by(__.value_map(*_WHO_KEYS))
    for name in names:
        section = ask.prepared.get(name)
        if section is None:
            section = ask.prepared[name] = prepare(registry()[name].traversal(ask))
        found = found.by(section)
    return {row[WHO]["customerId"][0]: row for row in found.to_list()}


def _one_by_one(g: GraphTraversalSource, customer_id: str, names: Sequence[str], ask: Ask) -> Answers:
    try:
        found = _request(g, [customer_id], (), ask)
    except QueryFailed as error:
        raise GraphUnavailable(f"The graph can't be read. {error.title}", error.detail) from error
    if customer_id not in found:
        return {}
    answer = dict(found[customer_id])
    for name in names:
        try:
            answer[name] = _request(g, [customer_id], (name,), ask)[customer_id][name]
        except QueryFailed as error:
            answer[name] = Failure(error.title)
    return {customer_id: answer}
