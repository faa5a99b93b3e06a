"""What a terminal says in place of what the profile withholds from the role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from c360 import words
from c360.cli.tables import facts, listed
from c360.model import Profile

_OF: Final[Mapping[str, str]] = {
    "born": "identity.basic_info.dateOfBirth", "gender": "identity.basic_info.gender",
    "nationality": "identity.basic_info.nationality", "status": "identity.basic_info.status",
    "social security number": "identity.basic_info.ssn",
    "politically exposed": "identity.basic_info.politicallyExposed",
    "last KYC review": "identity.basic_info.kycReviewedAt", "e-mail": "identity.contact_info.email",
    "phone": "identity.contact_info.phone", "mobile phone": "identity.contact_info.mobilePhone",
    "occupation": "identity.demographics.occupation", "employer": "identity.demographics.employer",
    "income": "identity.demographics.income", "Addresses": "identity.addresses", "Documents": "identity.documents",
    "Family": "relationships.family", "Business": "relationships.business", "Companies": "relationships.entities",

    "open accounts": "products.summary.total_accounts", "deposits": "products.summary.total_deposits",
    "investments": "products.summary.total_investments", "loans": "products.summary.total_loans",
    "cards": "products.summary.total_credit", "assets": "products.summary.assets",
    "liabilities": "products.summary.liabilities", "net position": "products.summary.net_position",
 "Standing orders": "products.standing_orders",
    "transactions": "activity.transaction_count", "volume": "activity.total_volume",
    "average": "activity.average_transaction", "in": "activity.inflow", "out": "activity.outflow",
    "between own accounts": "activity.internal", "places": "activity.location_counts",
    "Types": "activity.transaction_types", "Channels": "activity.channels", "Interactions": "activity.interactions",
    "overall": "risk.overall_risk", "credit": "risk.scores.credit.score", "fraud alerts": "risk.scores.fraud",
    "AML alerts": "risk.scores.aml", "sanctions matches": "risk.scores.sanctions", "Alerts": "risk.alerts",
    "Factors": "risk.factors", "What would change it": "risk.what_if",
    "Credit scores": "risk.score_history", "revenue": "value.annual_revenue",
    "years with the bank": "value.relationship_years", "lifetime value": "value.lifetime_value",
    "segment": "value.value_segment", "Revenue": "value.revenue_lines", "Lifetime value by model": "value.models",
}  # fmt: skip


def seen_facts(profile: Profile, rows: Iterable[tuple[str, Any] | tuple[str, Any, str]]) -> RenderableType:
    """Names and values; one that is withheld from the role is said to be."""
    return facts((row[0], words.NOT_YOURS) if _hidden(profile, row[0]) else row for row in rows)


def seen_listed(
    profile: Profile,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]] | None,
    none: str,
    key: str = "",
) -> Iterable[RenderableType]:
    """A titled table, or that it is withheld from the role, by its title or by `key`."""
    if _hidden(profile, title) or (key and profile.hides(key)):
        yield Text(f"{title}: {words.NOT_YOURS}.")
    else:
        yield from listed(title, columns, rows, none)


def _hidden(profile: Profile, name: str) -> bool:
    return name in _OF and profile.hides(_OF[name])


def seen(profile: Profile, key: str, value: Any) -> Any:
    """A cell, or that its field is withheld."""
    return words.NOT_YOURS if profile.hides(key) else value
