"""The profile's id: equal profiles have equal ids."""

from __future__ import annotations

import hashlib

from c360.model import Profile
from c360.model.plain import canonical


def profile_id(profile: Profile) -> str:
    """`C360-{customer}-{YYYYMMDD}-{8 hex}` of the masked profile without the keys that tell one build from another."""
    data = profile.content()
    book = data["book"]
    del data["profile_id"], data["generated_date"]
    data["book"] = {key: getattr(book, key) for key in ("name", "as_of", "incomplete", "sources")}
    digest = hashlib.sha256(canonical(data)).hexdigest()[:8]
    return f"C360-{profile.customer_id}-{profile.as_of:%Y%m%d}-{digest}"
