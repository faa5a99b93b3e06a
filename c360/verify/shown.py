"""The same figures as the profile shows them, by the same paths."""

from __future__ import annotations

from typing import Any

from c360.model import Profile
from c360.verify.base import Figures


def shown(profile: Profile, wanted: Figures) -> Figures:
    """The profile's value at each path of `wanted`; what it doesn't have is missing from the answer."""
    found = _lists(profile)
    plain = profile.parts
    for path in wanted:
        if path not in found:
            section, *keys = path.split(".")
            found[path] = _walk(plain.get(section), keys)
    return {path: found[path] for path in wanted}


def _walk(value: Any, keys: list[str]) -> Any:
    for key in keys:
        value = getattr(value, key, None)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _lists(profile: Profile) -> Figures:
    found: Figures = {}
    if profile.identity is not None:
        for name in ("documents", "addresses"):
            rows = getattr(profile.identity, name)
            found[f"identity.{name}"] = None if rows is None else len(rows)
    if (ties := profile.relationships) is not None:
        found["relationships.family"] = ties.family and sorted((row.relationship, row.id) for row in ties.family)
        found["relationships.business"] = ties.business and sorted(
            (row.relationship, row.id, row.type) for row in ties.business
        )
        found["relationships.accounts"] = ties.accounts and sorted((row.role, row.account) for row in ties.accounts)
        found["relationships.entities"] = ties.entities and sorted(
            (row.role, row.entity, row.ownership) for row in ties.entities
        )
        for name in ("family", "business", "accounts", "entities"):
            if found[f"relationships.{name}"] == ():
                found[f"relationships.{name}"] = []
    if profile.activity is not None:
        for name in ("transaction_types", "channels"):
            tallies = getattr(profile.activity, name)
            found[f"activity.{name}"] = tallies and sorted((key, tally.count) for key, tally in tallies.items())
            if tallies == {}:
                found[f"activity.{name}"] = []
    if profile.value is not None:
        found |= {f"value.revenue_lines.{line.line}": line.amount for line in profile.value.revenue_lines}
        found |= {f"value.models.{model.name}": model.lifetime_value for model in profile.value.models}
    return found
