"""Every field of the profile: its mask, and what else would tell what it holds.

Keys are the profile's own, dotted, as the JSON has them. What is not hidden by a role but tells a hidden value is
hidden with it: see `c360.access.closing`. A field that is not in `FIELDS` fails a test, so that a new one is never
shown without somebody having said what it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from c360.access.masks import mask_email, mask_name, mask_number, mask_phone, mask_ssn, mask_text, year_alone

_ACCOUNTS: Final = (
    "checking_accounts", "savings_accounts", "credit_cards", "loans", "investments", "insurance", "other", "authorised",
)  # fmt: skip
_ACCOUNT: Final = (
    "number type balance currency status opened closed joint limit interest_rate annual_fee source updated_at"
)
_ROW: Final = "id at account counterparty direction type channel location amount currency value source"
_WINDOW: Final = "from to days"
_EVIDENCE: Final = "label id source updated_at"
_DECISION: Final = "outcome reason by at list_digest"
_FEATURE: Final = "name effect words"

_DECLARED: Final[Mapping[str, str]] = {
    "identity": "last_updated",
    "identity.basic_info": (
        "name dateOfBirth ssn customerId customerSince age gender nationality countryOfResidence status"
        " politicallyExposed kycReviewedAt kycDueAt branch relationshipManager staff vip"
    ),
    "identity.contact_info": "email phone mobilePhone",
    "identity.demographics": "occupation income employer",
    "identity.addresses": "kind street city postalCode region country source",
    "identity.documents": "type number issueDate expiryDate status source",
    "relationships": "relationship_count",
    "relationships.family": "id name relationship source",
    "relationships.business": "id name type relationship source",
    "relationships.accounts": "account type role source",
    "relationships.accounts.joint_with": "id name role type",
    "relationships.entities": "entity name role ownership source",
    **{f"products.{name}": _ACCOUNT for name in _ACCOUNTS},
    "products.standing_orders": "account to amount purpose source",
    "products.summary": (
        "total_accounts total_deposits total_credit total_loans total_investments assets liabilities net_position"
        " closed_accounts balances_as_of"
    ),
    "products.summary.converted": "currency rate rate_date",
    "activity": (
        "transaction_count total_volume average_transaction transaction_types channels locations location_counts"
        " heatmap converted"
    ),
    "activity.window": _WINDOW,
    **{f"activity.{name}": "count volume" for name in ("inflow", "outflow", "internal")},
    "activity.time_patterns": "weekday weekend business_hours after_hours date_only",
    "activity.daily": "date inflow outflow count",
    "activity.interactions": "at channel kind summary source",
    "activity.transactions": "shown of",
    "activity.transactions.rows": _ROW,
    "risk": "overall_score overall_risk base_risk",
    "risk.scores.credit": "score rating bureau scored_at",
    **{f"risk.scores.{name}": "alert_count risk_level" for name in ("fraud", "aml")},
    "risk.scores.sanctions": "matches risk_level",
    "risk.scores.sanctions.lists": "name screened_at",
    "risk.factors": "rule title effect applied because value threshold since",
    "risk.factors.evidence": _EVIDENCE,
    "risk.alerts": "id kind status severity raised_at closed_at reason on source updated_at",
    "risk.score_history": "score bureau scored_at source",
    "risk.what_if": "at_once until stays limits reason",
    "risk.what_if.changes": "direction band steps on",
    "risk.screening": "state reason threshold least near",
    "risk.screening.lists": "name dated loaded_at digest entries",
    "risk.screening.subject": "id name schema birth_date countries gender",
    "risk.screening.subject.documents": "kind number country",
    "risk.screening.candidates": "list entry_id name score match state changed twin seen entry_digest",
    "risk.screening.candidates.features": _FEATURE,
    "risk.screening.candidates.decisions": _DECISION,
    "risk.screening.candidates.listed": (
        "schema births countries genders places_of_birth addresses programs positions listed_on remarks"
    ),
    "risk.screening.candidates.listed.names": "text kind",
    "risk.screening.candidates.listed.documents": "kind number country",
    "risk.screening.near_misses": "list entry_id name score",
    "risk.screening.near_misses.features": _FEATURE,
    "signals": "looked_at",
    "signals.signals": "signal title found because definition source first last amount",
    "signals.signals.window": _WINDOW,
    "signals.signals.transactions": "shown of",
    "signals.signals.transactions.rows": _ROW,
    "value": "total_balances annual_revenue relationship_years lifetime_value value_segment",
    "value.revenue_lines": "line amount basis",
    "value.models": "name formula assumptions lifetime_value",
    "summary": (
        "name customer_since total_accounts total_value risk_level value_segment relationship_count completeness"
    ),
    "summary.attention": "title why section keys",
}

FIELDS: Final = tuple(f"{place}.{name}" for place, names in _DECLARED.items() for name in names.split())
SECTIONS: Final = tuple(dict.fromkeys(key.partition(".")[0] for key in FIELDS if not key.startswith("summary.")))
# Made of another section's answer, which is asked of the graph with it.
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {"value": ("products",)}

# No customer's data, or what a view is of: the file can't hide them, and they go only with their section.
ALWAYS: Final = (
    "identity.basic_info.customerId", "products.summary.balances_as_of", "activity.window", "activity.converted",
    "identity.last_updated", "summary.completeness",
)  # fmt: skip

_NUMBERS: Final = (
    "products.*.number", "products.standing_orders.account", "products.standing_orders.to",
    "relationships.accounts.account", "activity.transactions.rows.account",
    "signals.signals.transactions.rows.account",
)  # fmt: skip
OTHERS: Final = ("relationships.family.name", "relationships.business.name", "relationships.accounts.joint_with.name")
_NAMES: Final = ("identity.basic_info.name", "summary.name", *OTHERS)

# What keeps what helps to recognise a value, and no more; a field without one is in clear or absent.
MASKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "identity.basic_info.ssn": mask_ssn,
    "identity.basic_info.dateOfBirth": year_alone,
    "identity.documents.number": mask_number,
    "risk.screening.subject.documents.number": mask_number,
    "risk.screening.candidates.listed.documents.number": mask_number,
    "identity.contact_info.email": mask_email,
    "identity.contact_info.*hone": mask_phone,
    "identity.addresses.street": mask_text,  # what stays is the town
    "identity.addresses.postalCode": mask_text,
    **dict.fromkeys(_NUMBERS, mask_number),
    **dict.fromkeys(_NAMES, mask_name),
}

# The same value under several keys: how one of them is hidden, all are.
SAME: Final[tuple[tuple[str, ...], ...]] = (
    _NUMBERS,
    (*_NAMES, "identity.contact_info.email"),  # an address of mail mostly holds the name
    (
        "identity.documents.number", "risk.screening.subject.documents.number",
        "risk.screening.candidates.listed.documents.number",
    ),
    ("products.*.type", "relationships.accounts.type"),
    ("identity.basic_info.customerSince", "summary.customer_since"),
    ("relationships.relationship_count", "summary.relationship_count"),
    ("risk.overall_risk", "summary.risk_level"),
    ("value.value_segment", "summary.value_segment"),
    ("products.summary.total_accounts", "summary.total_accounts"),
    ("products.summary.net_position", "value.total_balances"),
    *((f"activity.transactions.rows.{key}", f"signals.signals.transactions.rows.{key}") for key in _ROW.split()),
)  # fmt: skip
# E-mail is among the names for what it tells, and its own being hidden tells nothing of a name.
ONE_WAY: Final = ("identity.contact_info.email",)

_BAND: Final = (
    "risk.overall_score", "risk.overall_risk", "risk.base_risk", "risk.factors", "risk.what_if", "summary.risk_level",
)  # fmt: skip
_COUNTED: Final = ("risk.scores.fraud", "risk.scores.aml", "risk.scores.sanctions")
_WORTH: Final = (
    "value.annual_revenue", "value.revenue_lines", "value.lifetime_value", "value.models", "value.value_segment",
    "summary.value_segment",
)  # fmt: skip
_TOTALS: Final = (
    "products.summary.total_deposits", "products.summary.total_credit", "products.summary.total_loans",
    "products.summary.total_investments", "products.summary.assets", "products.summary.liabilities",
    "products.summary.net_position", "value.total_balances", "summary.total_value",
)  # fmt: skip
_VOLUMES: Final = (
    "activity.total_volume", "activity.average_transaction", "activity.inflow", "activity.outflow",
    "activity.internal", "activity.transaction_types", "activity.channels", "activity.daily",
)  # fmt: skip
_SUMMED: Final = ("total_volume", "average_transaction", "inflow", "outflow", "internal")
_TIMES: Final = ("activity.heatmap", "activity.time_patterns", "activity.daily")
_SIGNALS: Final = ("signals",)
_SCREENING: Final = ("risk.screening", "risk.alerts.reason")
_COUNT: Final = ("relationships.relationship_count",)

# What else would tell a hidden value, so that it is absent too. Patterns; a section or group stands for all in it.
TELLS: Final[Mapping[str, tuple[str, ...]]] = {
    "identity.basic_info.name": _SCREENING,
    "identity.basic_info.dateOfBirth": ("identity.basic_info.age", *_SCREENING),
    "identity.basic_info.age": ("identity.basic_info.dateOfBirth", *_SCREENING),
    "identity.basic_info.customerSince": ("value.relationship_years",),
    "value.relationship_years": ("identity.basic_info.customerSince",),
    "identity.basic_info.gender": _SCREENING,
    "identity.basic_info.nationality": _SCREENING,
    "identity.basic_info.countryOfResidence": _SCREENING,
    "identity.basic_info.politicallyExposed": _BAND,
    "identity.basic_info.kyc*": _BAND,
    "identity.demographics.employer": ("relationships.business", *_COUNT),
    "identity.addresses.city": ("identity.addresses.postalCode", "identity.addresses.region"),
    "identity.documents.expiryDate": ("identity.documents.status", *_BAND),
    "identity.documents.status": ("identity.documents.expiryDate", *_BAND),
    "relationships.family.id": _COUNT,
    "relationships.business.id": _COUNT,
    "relationships.entities.entity": _COUNT,
    "products.*.balance": (*_TOTALS, *_WORTH),
    "products.*.joint": ("relationships.accounts.joint_with",),
    "products.*.status": ("products.summary.total_accounts", "products.summary.closed_accounts"),
    "products.*.closed": ("products.summary.total_accounts", "products.summary.closed_accounts"),
    **dict.fromkeys(_TOTALS, _TOTALS),
    "activity.*.amount": (*_VOLUMES, *_WORTH, *_SIGNALS, "activity.transactions.rows.value"),
    "activity.*.value": (*_VOLUMES, *_WORTH, *_SIGNALS, "activity.transactions.rows.amount"),
    "activity.*.at": (*_TIMES, *_SIGNALS),
    "activity.transactions.rows.type": ("activity.transaction_types", *_WORTH, *_SIGNALS),
    "activity.transactions.rows.channel": ("activity.channels", *_SIGNALS),
    "activity.transactions.rows.location": ("activity.locations", "activity.location_counts"),
    "activity.transactions.rows.counterparty": _SIGNALS,
    "activity.transactions.rows.direction": (
        "activity.inflow", "activity.outflow", "activity.internal", "activity.daily", *_SIGNALS,
    ),
    **{f"activity.{key}": _VOLUMES for key in _SUMMED},
    "activity.transaction_count": (*_VOLUMES, *_TIMES, "activity.location_counts", "activity.transactions.of"),
    "activity.locations": ("activity.location_counts",),
    "activity.location_counts": ("activity.locations",),
    "risk.alerts.*": (*_COUNTED, *_BAND),
    "risk.scores.fraud": ("risk.alerts", *_BAND),
    "risk.scores.aml": ("risk.alerts", *_BAND),
    "risk.scores.sanctions": ("risk.alerts", "risk.screening", *_BAND),
    "risk.screening.candidates": ("risk.alerts", *_COUNTED, *_BAND, *_SCREENING),
    "risk.scores.credit.score": ("risk.scores.credit.rating", "risk.score_history", *_BAND),
    "risk.scores.credit.rating": ("risk.scores.credit.score",),
    "risk.score_history": ("risk.scores.credit", *_BAND),
    **dict.fromkeys(("risk.overall_score", "risk.overall_risk", "risk.base_risk", "summary.risk_level"), _BAND),
    "risk.factors": ("risk.what_if",),
    "value.annual_revenue": _WORTH,
    "value.revenue_lines.amount": _WORTH,
    "value.lifetime_value": _WORTH,
    "value.models.lifetime_value": _WORTH,
    "value.value_segment": ("summary.value_segment",),
}  # fmt: skip

# A mask over the documents' numbers takes them out of screening, and leaves the rest of it to be worked with.
MASKED_TELLS_NOTHING: Final = (
    "identity.documents.number", "risk.screening.subject.documents.number",
    "risk.screening.candidates.listed.documents.number",
)  # fmt: skip

# How near a candidate comes tells of a birthday, and goes with it; that there is one does not, and stays. An age that
# goes with a birthday leaves the year that the birthday's mask keeps, and whom a hidden tie is to one's own name.
TOLD_NOT_TELLING: Final = ("risk.screening", "risk.alerts.reason", "identity.basic_info.age", *OTHERS)

# Values that may stand in words elsewhere, and the words: hidden ones are taken out of these.
SAID: Final = (
    "identity.basic_info.ssn", "identity.documents.number", "identity.contact_info.*", "products.*.number",
    "relationships.accounts.account", "identity.addresses.street",
)  # fmt: skip
WORDS: Final = (
    "activity.interactions.summary", "activity.transactions.rows.counterparty", "products.standing_orders.purpose",
    "risk.alerts.reason", "risk.alerts.on", "risk.factors.because", "risk.factors.value", "risk.factors.evidence.id",
    "risk.what_if.changes.steps", "risk.what_if.stays", "signals.signals.because", "value.revenue_lines.basis",
    "signals.signals.transactions.rows.counterparty", "summary.attention.why", "summary.attention.title",
    "relationships.accounts.account", "activity.transactions.rows.account",
)  # fmt: skip


@cache
def matching(pattern: str) -> tuple[str, ...]:
    """The fields that a key, a group of keys or a pattern of either stands for; none where there is no such one."""
    return tuple(key for key in FIELDS if fnmatchcase(key, pattern) or fnmatchcase(key, f"{pattern}.*"))


@cache
def mask_of(key: str) -> Callable[[Any], Any] | None:
    """The mask of a field; none where it has none."""
    return next((mask for pattern, mask in MASKS.items() if fnmatchcase(key, pattern)), None)
