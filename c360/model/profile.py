"""The whole profile: the sections, what state each is in, and where it all came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal

import orjson

from c360.model.activity import Activity
from c360.model.identity import Identity
from c360.model.plain import to_bytes
from c360.model.products import Products
from c360.model.relationships import Relationships
from c360.model.risk import Risk
from c360.model.signals import Signals
from c360.model.value import Value

SCHEMA: Final = "c360.profile/1"


@dataclass(frozen=True, slots=True)
class SectionState:
    """How a section is: `completeness` in percent with one digit, `missing` the keys and labels without a value.

    `masked` are keys of values behind a mask; `withheld` those that are not there for the role, by their dotted key
    within the section: `None` or nothing stands there, whatever the book knows.
    """

    status: Literal["ok", "partial", "unavailable"]
    reason: str | None
    completeness: Decimal | None
    missing: tuple[str, ...]
    masked: tuple[str, ...]
    updated_at: datetime | date | None
    withheld: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether completeness has a meaning: a section without keys of its own is never more or less complete."""
        return self.completeness is not None or self.status == "unavailable"


@dataclass(frozen=True, slots=True)
class PolicyStamp:
    """The policy that judged: its version and the SHA-256 of its file."""

    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class SourceStamp:
    """A source of the book, its age and its size."""

    name: str
    updated_at: datetime | date | None
    records: int


@dataclass(frozen=True, slots=True)
class BookStamp:
    """The book the profile was read from."""

    name: str
    as_of: date
    loaded_at: datetime
    generation: int
    incomplete: bool
    sources: tuple[SourceStamp, ...]


@dataclass(frozen=True, slots=True)
class Attention:
    """What a person should act on now, why, the section that shows it, and the profile's keys that it is made of."""

    title: str
    why: str
    section: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The card's head. `completeness` in percent with one digit over all sections' keys."""

    name: str | None
    customer_since: date | None
    total_accounts: int | None
    total_value: Decimal | None
    risk_level: str | None
    value_segment: str | None
    relationship_count: int | None
    completeness: Decimal | None
    attention: tuple[Attention, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One customer as of one day. A section that was not asked for is in neither `sections` nor `parts`; one that
    could not be read is `None` in `parts`, and `sections` says why.

    `withheld` names the sections that are not shown to the role, and keys of the summary ("summary.total_value"): a
    section that is withheld was not asked for.
    """

    schema: str
    profile_id: str
    customer_id: str
    generated_date: datetime
    as_of: date
    currency: str
    policy: PolicyStamp
    book: BookStamp
    sections: Mapping[str, SectionState]
    parts: Mapping[str, Any]
    summary: Summary
    withheld: tuple[str, ...] = ()

    def hides(self, key: str) -> bool:
        """Whether a field, a group or a section is withheld from the role, by its dotted key: then nothing stands there
        and that says nothing of the customer. A step that is "*" is any: "products.*.balance"."""
        section, _, rest = key.partition(".")
        if section in self.withheld or key in self.withheld:
            return True
        state, wanted = self.sections.get(section), rest.split(".")
        return state is not None and any(
            len(given := one.split(".")) <= len(wanted)
            and all(step in ("*", mine) for step, mine in zip(wanted, given, strict=False))
            for one in state.withheld
        )

    @property
    def identity(self) -> Identity | None:
        """The identity section, `None` when it was not asked for or could not be read."""
        return self.parts.get("identity")

    @property
    def relationships(self) -> Relationships | None:
        """The relationships section, or `None`."""
        return self.parts.get("relationships")

    @property
    def products(self) -> Products | None:
        """The products section, or `None`."""
        return self.parts.get("products")

    @property
    def activity(self) -> Activity | None:
        """The activity section, or `None`."""
        return self.parts.get("activity")

    @property
    def risk(self) -> Risk | None:
        """The risk section, or `None`."""
        return self.parts.get("risk")

    @property
    def signals(self) -> Signals | None:
        """The signals section, or `None`."""
        return self.parts.get("signals")

    @property
    def value(self) -> Value | None:
        """The value section, or `None`."""
        return self.parts.get("value")

    def content(self) -> dict[str, Any]:
        """The values by the contract's keys and in its order, not yet in their JSON form."""
        data: dict[str, Any] = {}
        for name in self.__slots__:
            value = getattr(self, name)
            data.update(value if name == "parts" else {name: value})
        return data

    def to_dict(self) -> dict[str, Any]:
        """The profile as plain JSON values, keys as in the contract and in its order."""
        data: dict[str, Any] = orjson.loads(to_bytes(self.content()))
        return data

    def to_json(self) -> str:
        """The profile as JSON text, two-space indent, one line end at the end; equal profiles give equal text."""
        return to_bytes(self.content(), orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()

    def __getitem__(self, key: str) -> Any:
        """`profile["name"]` and `profile["customer_since"]` of the summary; other keys as in the JSON."""
        data = self.to_dict()
        return data["summary"][key] if key in ("name", "customer_since") else data[key]
