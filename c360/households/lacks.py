"""What a member of a household lacks: products that the policy names, what should be on record, reviews due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from c360.graph import schema as s
from c360.model import Identity, Profile
from c360.model.household import Holding, Lack
from c360.sections.contract import Ask

_ONE: Final = {
    "checking_accounts": "checking account", "savings_accounts": "savings account", "credit_cards": "credit card",
    "loans": "loan", "investments": "investment account", "insurance": "insurance", "other": "other account",
}  # fmt: skip
_KEYS: Final = {
    "dateOfBirth": "date of birth", "email": "e-mail address", "mobilePhone": "mobile number", "phone": "phone number",
    "ssn": "social security number", "customerSince": "date of becoming a customer",
}  # fmt: skip


def product(category: str) -> str:
    """One of a category, as people say it."""
    return _ONE[category]


def lacks(profile: Profile, holdings: Sequence[Holding] | None, child: bool, ask: Ask) -> tuple[Lack, ...] | None:
    """What somebody lacks; None where identity could not be read, or nobody knows what accounts they own.

    `holdings` are the household's, to tell who of the others has what this one lacks.
    """
    identity = profile.identity
    if identity is None or holdings is None or not ask.book.delivers.holds(s.ACCOUNT, "accountType"):
        return None
    if identity.basic_info.status == "DECEASED":
        return ()
    rules = ask.policy.household
    own = {row.category for row in holdings if profile.customer_id in row.owners and row.status != "CLOSED"}
    held = {row.category for row in holdings if row.status != "CLOSED"}
    wanted, keys = (rules.child_products, rules.child_keys) if child else (rules.products, rules.keys)
    found = [
        Lack("product", name, f"No {_ONE[name]}; {'another member has one' if name in held else 'nobody here has one'}")
        for name in wanted
        if name not in own
    ]
    for key in keys:
        found += _reviews(key, identity, ask) or _data(key, identity, ask)
    return tuple(found)


def _data(key: str, identity: Identity, ask: Ask) -> list[Lack]:
    """What could be on record and isn't; what no source delivers is the book's lack, not the member's."""
    if key in ("addresses", "documents"):
        rows = identity.addresses if key == "addresses" else identity.documents
        what = "address" if key == "addresses" else "identification document"
        return [Lack("data", key, f"No {what} on record")] if rows == () else []
    parts = (identity.basic_info, identity.contact_info, identity.demographics)
    value = next((getattr(part, key) for part in parts if hasattr(part, key)), None)
    if value is not None or not ask.book.delivers.holds(s.PERSON, key):
        return []
    word = "date of the next KYC review" if key == "kycDueAt" else _KEYS.get(key, key)
    return [Lack("data", key, f"No {word} on record")]


def _reviews(key: str, identity: Identity, ask: Ask) -> list[Lack]:
    due, documents = identity.basic_info.kycDueAt, identity.documents
    if key == "kycDueAt" and due is not None and due < ask.as_of:
        return [Lack("review", key, f"KYC review overdue since {due.isoformat()}")]
    if key == "documents" and documents and all(row.status == "EXPIRED" for row in documents):
        return [Lack("review", key, "Every identification document has expired")]
    return []
