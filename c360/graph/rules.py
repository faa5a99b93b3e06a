"""The table of steps: which are answered, which are filters, which take modulators. A step not here is refused."""

from __future__ import annotations

from typing import Any, Final

from c360.graph import branches, modulated, mutations, steps
from c360.graph.step import Rule

RULES: Final[dict[str, Rule]] = {
    **dict.fromkeys(("V", "E"), steps.elements),
    **dict.fromkeys(("out", "in", "both", "inV", "outV", "bothV", "otherV"), steps.to_vertices),
    **dict.fromkeys(("outE", "inE", "bothE"), steps.to_edges),
    **dict.fromkeys(("values", "id", "label", "key", "value"), steps.scalar),
    **dict.fromkeys(("count", "sum", "min", "max", "mean"), steps.reduce),
    **dict.fromkeys(("and", "or", "filter"), steps.filtering),
    **dict.fromkeys(("limit", "range", "skip", "tail"), steps.limit),
    **dict.fromkeys(("union", "coalesce"), branches.branches),
    **dict.fromkeys(("local", "map", "flatMap"), branches.transparent),
    **dict.fromkeys(("until", "emit"), branches.condition),
    **dict.fromkeys(("identity", "barrier"), steps.same),
    **dict.fromkeys(("simplePath", "cyclicPath"), modulated.path_filter),
    **dict.fromkeys(("group", "groupCount"), modulated.group),
    **dict.fromkeys(("aggregate", "store"), modulated.aggregate),
    **dict.fromkeys(("addV", "addE"), mutations.add),
    **dict.fromkeys(("mergeV", "mergeE"), mutations.merge),
    "from": mutations.end,
    "to": steps.to_direction,
    "as": steps.as_,
    "cap": modulated.cap,
    "choose": branches.choose,
    "constant": steps.constant,
    "dedup": steps.dedup,
    "drop": mutations.drop,
    "elementMap": modulated.element_map,
    "fold": steps.fold,
    "has": steps.has,
    "hasId": steps.has_id,
    "hasLabel": steps.has_label,
    "hasNot": steps.has,
    "inject": steps.inject,
    "is": steps.is_,
    "loops": branches.loops,
    "math": modulated.math,
    "not": steps.not_,
    "none": steps.discard,
    "optional": branches.optional,
    "order": modulated.order,
    "path": modulated.path,
    "project": modulated.project,
    "properties": steps.properties,
    "property": mutations.property_,
    "repeat": branches.repeat,
    "select": modulated.select,
    "sideEffect": steps.side_effect,
    "times": branches.times,
    "unfold": steps.unfold,
    "valueMap": modulated.value_map,
    "where": steps.where,
}

_BY: Final = frozenset({"by"})
_PATH: Final = frozenset({"by", "from", "to"})
MODULATORS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ["project", "group", "groupCount", "order", "select", "aggregate", "store", "dedup", "math", "where"],
        _BY,
    ),
    **dict.fromkeys(("path", "simplePath", "cyclicPath"), _PATH),
    **dict.fromkeys(("valueMap", "elementMap"), frozenset({"by", "with"})),
    **dict.fromkeys(("choose", "mergeV", "mergeE"), frozenset({"option"})),
    "addV": frozenset({"property"}),
    "addE": frozenset({"property", "from", "to", "as"}),
}


_LOOPS: Final = ("until", "emit", "times")


def misreads(instructions: list[Any], at: int) -> str | None:
    """What the engine would take the step at `at` for something else by the steps before it; None where it doesn't."""
    name = instructions[at][0]
    if name in ("max", "min") and any(before in ("label", "id") for before, *_ in instructions[max(0, at - 2) : at]):
        return f"{name}() of labels or ids"
    if name == "repeat":
        first = at
        while first and instructions[first - 1][0] in _LOOPS:
            first -= 1
        if at - first > 1 and first and instructions[first - 1][0] == "repeat":
            return "several of until(), emit() and times() between two repeat()s"
    return None
