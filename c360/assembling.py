"""From the graph's answers to a profile: each section assembled, its state, completeness, the summary."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from c360.asking import WHO, Failure, with_needs
from c360.attention import attention
from c360.errors import C360Error
from c360.graph.about import BookInfo
from c360.model import (
    BookStamp,
    PolicyStamp,
    Products,
    Profile,
    Relationships,
    Risk,
    SectionState,
    SourceStamp,
    Summary,
    Value,
)
from c360.model.profile import SCHEMA
from c360.sections import registry
from c360.sections.contract import Ask, Part
from c360.sections.reading import BadValue, Row, happened

_Value = TypeVar("_Value")
_log: Final = logging.getLogger(__name__)


def assemble(customer_id: str, answer: Mapping[str, Any], names: Sequence[str], ask: Ask, now: datetime) -> Profile:
    """The unmasked profile, without its id; `now` is when it was made."""
    built = assembled(answer, with_needs(names), ask)
    who = Row(answer[WHO], ask.book.zone)
    states = {name: _state(name, built[name], ask) for name in names}
    parts = {name: part.data if isinstance(part, Part) else None for name, part in built.items() if name in states}
    return Profile(
        schema=SCHEMA,
        profile_id="",
        customer_id=customer_id,
        generated_date=now,
        as_of=ask.as_of,
        currency=ask.book.currency,
        policy=PolicyStamp(ask.policy.version, ask.policy.digest),
        book=_stamp(ask.book),
        sections=MappingProxyType(states),
        parts=MappingProxyType(parts),
        summary=_summary(who, parts, states, built, ask),
    )


def assembled(answer: Mapping[str, Any], names: Sequence[str], ask: Ask) -> dict[str, Part | Failure]:
    """What each section makes of the answer; `names` with all that they need, in the profile's order."""
    built: dict[str, Part | Failure] = {}
    for name in names:
        section, given = registry()[name], answer[name]
        lacking = [need for need in section.needs if isinstance(built[need], Failure)]
        if isinstance(given, Failure):
            built[name] = given
        elif lacking:
            built[name] = Failure(f"It needs {' and '.join(lacking)}, which could not be read.")
        else:
            try:
                needs = {need: part.data for need in section.needs if isinstance(part := built[need], Part)}
                built[name] = section.assemble(given, ask, needs)
            except C360Error as error:
                built[name] = Failure(error.title)
            except Exception as error:
                # One section's fault must not take the others away; its cause may hold personal data, its type can't.
                _log.error("section %s could not be assembled: %s", name, type(error).__name__)
                built[name] = Failure("Its records could not be understood.")
    return built


def _share(filled: int, expected: int) -> Decimal | None:
    return (Decimal(100 * filled) / expected).quantize(Decimal("0.1")) if expected else None


def _filled(name: str, part: Part, ask: Ask) -> tuple[int, int]:
    expected = ask.policy.completeness[name]
    return sum(part.known[key] for key in expected), len(expected)


def _state(name: str, part: Part | Failure, ask: Ask) -> SectionState:
    if isinstance(part, Failure):
        return SectionState("unavailable", part.reason, None, (), (), None)
    under, lacking = registry()[name].under, set(part.not_delivered)
    unfilled = [
        key for key in ask.policy.completeness[name]
        if not part.known[key] and lacking.isdisjoint(under.get(key, ()))
    ]  # fmt: skip
    reasons = [f"no source delivers {', '.join(part.not_delivered)}"] if part.not_delivered else []
    reasons += part.limits
    if ask.book.loading:
        reasons.append("a load of this graph has not ended: each record may be of before or after it")
    status: Literal["ok", "partial"] = "partial" if reasons else "ok"
    missing = tuple(dict.fromkeys((*part.not_delivered, *unfilled, *part.missing)))
    return SectionState(
        status, "; ".join(reasons) or None, _share(*_filled(name, part, ask)), missing, (), part.updated_at
    )


def _stamp(book: BookInfo) -> BookStamp:
    return BookStamp(
        name=book.name, as_of=book.as_of, loaded_at=datetime.fromisoformat(book.loaded_at).astimezone(book.zone),
        generation=book.generation, incomplete=book.incomplete,
        sources=tuple(SourceStamp(row.name, book.moment(row.updated_at), row.records) for row in book.sources),
    )  # fmt: skip


def _known(read: Callable[[str], _Value | None], key: str) -> _Value | None:
    # A bad value makes identity unavailable, with the reason; the other sections are not its to take away.
    try:
        return read(key)
    except BadValue:
        return None


def _summary(
    who: Row, parts: Mapping[str, Any], states: Mapping[str, SectionState],
    built: Mapping[str, Part | Failure], ask: Ask,
) -> Summary:  # fmt: skip
    relationships: Relationships | None = parts.get("relationships")
    products: Products | None = parts.get("products")
    risk: Risk | None = parts.get("risk")
    value: Value | None = parts.get("value")
    total = products.summary if products else None
    worth = None
    if total is not None and total.total_deposits is not None and total.total_investments is not None:
        worth = total.total_deposits + total.total_investments
    counts = [_filled(name, part, ask) for name in states if isinstance(part := built[name], Part)]
    # With a section unread nobody knows how complete the whole is.
    whole = len(counts) == len(states)
    completeness = _share(sum(filled for filled, _ in counts), sum(of for _, of in counts)) if whole else None
    return Summary(
        name=_known(who.text, "name"),
        customer_since=happened(since, ask.as_of) if (since := _known(who.day, "customerSince")) else None,
        total_accounts=total.total_accounts if total else None,
        total_value=worth,
        risk_level=risk.overall_risk if risk else None,
        value_segment=value.value_segment if value else None,
        relationship_count=relationships.relationship_count if relationships else None,
        completeness=completeness,
        attention=attention(_known(who.text, "status"), parts, states, completeness, ask),
    )
