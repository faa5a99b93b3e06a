"""What a person should act on now, most urgent first, each with its reason and never more than the data carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from c360.graph.schema import OPEN_STATUSES
from c360.model import Attention, Identity, Products, Risk, SectionState
from c360.policy import CATEGORIES
from c360.rules import standing
from c360.sections.contract import Ask

_STATUS = {
    "DECEASED": "Customer is deceased",
    "FROZEN": "Customer is frozen",
    "DO_NOT_CONTACT": "Do not contact this customer",
}
# What an item is made of: where a role doesn't see one of these, it doesn't see the item.
_ALERTS = ("risk.alerts.kind", "risk.alerts.status", "risk.alerts.reason", "risk.alerts.raised_at")
_DOCUMENTS = ("identity.documents.type", "identity.documents.expiryDate", "identity.documents.status")


def attention(
    status: str | None,
    parts: Mapping[str, object],
    states: Mapping[str, SectionState],
    completeness: Decimal | None,
    ask: Ask,
) -> tuple[Attention, ...]:
    """The items for the sections at hand; a section that could not be read is itself worth attention."""
    items: list[Attention] = []
    if status is not None and status != "ACTIVE":
        title = _STATUS.get(status, f"Customer status is {status}")
        items.append(Attention(title, f"Status {status} in the book", "identity", ("identity.basic_info.status",)))
    risk, identity, products = parts.get("risk"), parts.get("identity"), parts.get("products")
    if isinstance(risk, Risk):
        items += _risk(risk, ask)
    # What nobody could look at may be worse than what comes after.
    if ask.book.loading:
        why = "Each record may be of before or after it: look again later"
        items.append(Attention("A load has not ended", why, "identity"))
    items += _unread(states)
    items += _unknown(risk, products, states)
    if isinstance(identity, Identity):
        items += _identity(identity, ask)
    if isinstance(products, Products):
        items += _products(products)
    items += _data(states, completeness, ask)
    return tuple(items)


def _risk(risk: Risk, ask: Ask) -> Iterable[Attention]:
    urgency = {"SANCTIONS": 0, "FRAUD": 1, "AML": 2}
    live = [alert for alert in risk.alerts or () if standing(alert.status) in OPEN_STATUSES]
    here = {f"{one.list} {one.entry_id}": one for one in risk.screening.candidates}
    for alert in sorted(live, key=lambda a: (urgency[a.kind], standing(a.status) == "CONFIRMED")):
        one = here.get(alert.id) if alert.kind == "SANCTIONS" else None
        if one is not None and one.undecided:
            yield Attention("Sanctions candidate without a decision", alert.reason or alert.id, "risk", _ALERTS)
        elif one is not None:
            why = f"{alert.reason}, decided {_on(alert.closed_at)}"
            yield Attention("Sanctions candidate confirmed", why, "risk", _ALERTS)
        elif alert.kind == "SANCTIONS":
            confirmed = standing(alert.status) == "CONFIRMED"
            title = "Sanctions match confirmed" if confirmed else "Sanctions match without a decision"
            yield Attention(title, f"{alert.reason or alert.id}, screened {_on(alert.raised_at)}", "risk", _ALERTS)
        else:
            name = "AML" if alert.kind == "AML" else "Fraud"
            state = standing(alert.status).lower()
            why = f"{alert.reason or alert.id}, raised {_on(alert.raised_at)}, on {alert.on}"
            yield Attention(f"{name} alert {state}", why, "risk", _ALERTS)


def _identity(identity: Identity, ask: Ask) -> Iterable[Attention]:
    due = identity.basic_info.kycDueAt
    if due is not None and due < ask.as_of:
        why = f"Due {due.isoformat()}, {_days(ask.as_of, due)} ago"
        yield Attention("KYC review overdue", why, "identity", ("identity.basic_info.kycDueAt",))
    for row in sorted(identity.documents or (), key=lambda row: row.expiryDate or date.max):
        kind = (row.type or "document").replace("_", " ").capitalize()
        if row.status == "EXPIRED" and row.expiryDate:
            why = f"Expired {row.expiryDate.isoformat()}, {_days(ask.as_of, row.expiryDate)} ago"
            yield Attention(f"{kind} expired", why, "identity", _DOCUMENTS)
        elif row.status == "EXPIRING" and row.expiryDate:
            why = f"Expires {row.expiryDate.isoformat()}"
            yield Attention(f"{kind} expires in {_days(row.expiryDate, ask.as_of)}", why, "identity", _DOCUMENTS)


def _products(products: Products) -> Iterable[Attention]:
    for category in CATEGORIES:
        for row in getattr(products, category) or ():
            if row.status == "DORMANT":
                keys = tuple(f"products.{category}.{key}" for key in ("number", "type", "status"))
                yield Attention("Account dormant", f"{row.type or 'Account'} {row.number}", "products", keys)


def _unread(states: Mapping[str, SectionState]) -> Iterable[Attention]:
    for name, state in states.items():
        if state.status == "unavailable":
            yield Attention(f"{name.capitalize()} could not be read", state.reason or "", name)


def _unknown(risk: object, products: object, states: Mapping[str, SectionState]) -> Iterable[Attention]:
    """The figures a person would take for good news where they are only unknown."""
    if isinstance(risk, Risk) and risk.overall_risk is None:
        yield Attention("Risk level is not known", _reason(states["risk"]), "risk", ("risk.overall_risk",))
    if isinstance(products, Products) and products.summary.net_position is None:
        keys = ("products.summary.net_position",)
        yield Attention("Net position is not known", _reason(states["products"]), "products", keys)


def _reason(state: SectionState) -> str:
    return state.reason or "Missing: " + ", ".join(state.missing)


def _data(states: Mapping[str, SectionState], completeness: Decimal | None, ask: Ask) -> Iterable[Attention]:
    if ask.book.incomplete:
        rejected = sum(source.rejected for source in ask.book.sources)
        yield Attention("The book is incomplete", f"{rejected} rows were rejected when it was loaded", "identity")
    for source in ask.book.sources:
        age = None if source.updated_at is None else (ask.book.as_of - date.fromisoformat(source.updated_at[:10])).days
        if age is not None and age > ask.policy.stale_source_days:
            why = f"Its newest record is of {source.updated_at[:10] if source.updated_at else ''}, {age} days before"
            yield Attention(f"Source {source.name} is stale", f"{why} the book's date", "identity")
    if completeness is not None and completeness < ask.policy.complete_enough:
        lacking = [key for state in states.values() for key in state.missing]
        first = next((name for name, state in states.items() if state.missing), "identity")
        shown = ", ".join(lacking[:5]) + (f" and {len(lacking) - 5} more" if len(lacking) > 5 else "")
        yield Attention(f"Only {completeness} % complete", f"Missing: {shown}", first, ("summary.completeness",))


def _days(later: date, earlier: date) -> str:
    days = (later - earlier).days
    return "1 day" if days == 1 else f"{days} days"


def _on(at: datetime | date | None) -> str:
    return "on an unknown day" if at is None else (at.date() if isinstance(at, datetime) else at).isoformat()
