"""Who a customer is and whom they are tied to, counted again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from c360.graph import schema as s
from c360.verify.base import Figures, Terms, begun, years
from c360.verify.records import Held, Records

_FAMILY: Final = (s.SPOUSE, s.CHILD, s.PARENT, s.FAMILY_MEMBER)
_BUSINESS: Final = (s.BUSINESS_ASSOCIATE, s.PARTNER)
_VENTURES: Final = (s.OWNS, s.CONTROLS, s.DIRECTOR_OF)
_INVERSE: Final = {"CHILD": "PARENT", "PARENT": "CHILD"}


class Who:
    """Identity and relationships."""

    def __init__(self, held: Held, records: Records, terms: Terms) -> None:
        self._held, self._holds, self._terms = held, records.holds_edge, terms

    def figures(self) -> Figures:
        """The figures of both sections."""
        return self._identity() | self._ties()

    def _identity(self) -> Figures:
        person, day = self._held.person, self._terms.as_of
        born, since = person["dateOfBirth"], person["customerSince"]
        told: Figures = {"identity.basic_info.age": None if born is None else years(born, day)}
        for key in ("name", "dateOfBirth", "gender", "nationality", "status", "kycDueAt", "politicallyExposed"):
            told[f"identity.basic_info.{key}"] = _text(person[key])
        told["identity.basic_info.customerSince"] = _text(since) if begun(since, day) else None
        for key in ("email", "phone", "mobilePhone"):
            told[f"identity.contact_info.{key}"] = person[key]
        documents = [row for row in self._held.of(s.DOCUMENT) if begun(row["issueDate"], day)]
        has_documents = self._holds(s.HAS_DOCUMENT, s.PERSON, s.DOCUMENT)
        has_addresses = self._holds(s.HAS_ADDRESS, s.PERSON, s.ADDRESS)
        told["identity.documents"] = len(documents) if has_documents else None
        told["identity.addresses"] = len(self._held.of(s.ADDRESS)) if has_addresses else None
        return told

    def _ties(self) -> Figures:
        family, partners = self._people()
        ventures, employers = self._firms()
        lists: dict[str, tuple[list[Any], bool]] = {
            "family": (sorted(family), any(self._holds(edge, s.PERSON, s.PERSON) for edge in _FAMILY)),
            "business": (sorted([(*tie, s.PERSON) for tie in partners] + [(*tie, s.COMPANY) for tie in employers]),
                         any(self._holds(edge) for edge in (*_BUSINESS, s.EMPLOYEE_OF))),
            "entities": (sorted((*place, _stake(stakes)) for place, stakes in ventures.items()),
                         any(self._holds(edge, s.PERSON, s.COMPANY) for edge in _VENTURES)),
            "accounts": (self._accounts(), self._holds(s.OWNS, s.PERSON, s.ACCOUNT)
                         or self._holds(s.AUTHORIZED_ON, s.PERSON, s.ACCOUNT)),
        }  # fmt: skip
        # A list that the policy cuts is not compared: `relationship_count` counts all of it.
        told: Figures = {
            f"relationships.{name}": rows if known else None
            for name, (rows, known) in lists.items() if len(rows) <= self._terms.policy.neighbours_shown
        }  # fmt: skip
        people = {other for _, other in family | partners}
        companies = {company for _, company in [*ventures, *employers]}
        told["relationships.relationship_count"] = len(people) + len(companies) if self._all_told() else None
        return told

    def _people(self) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """Family and business ties to people, each by what the other is to the customer."""
        me = self._held.person["customerId"]
        family: set[tuple[str, str]] = set()
        partners: set[tuple[str, str]] = set()
        for tie in self._held.of("ties"):
            name = str(tie["edge"])
            edge = name if tie["outgoing"] else _INVERSE.get(name, name)
            if tie["other"] != me:
                (partners if edge in _BUSINESS else family).add((edge, tie["other"]))
        closer = {other for edge, other in family if edge != s.FAMILY_MEMBER}
        return {(edge, other) for edge, other in family if edge != s.FAMILY_MEMBER or other not in closer}, partners

    def _firms(self) -> tuple[dict[tuple[str, str], dict[str, list[Any]]], set[tuple[str, str]]]:
        """Stakes in companies by role, company and source, and business ties to companies."""
        ventures: dict[tuple[str, str], dict[str, list[Any]]] = {}
        employers = set()
        for row in self._held.of("companies"):
            place = (row["edge"], row["other"])
            if row["edge"] in _VENTURES:
                ventures.setdefault(place, {}).setdefault(row["source"], []).append(row["percentage"])
            else:
                employers.add(place)
        return ventures, employers

    def _accounts(self) -> list[tuple[str, str]]:
        roles = (("owned", s.OWNS), ("used", s.AUTHORIZED_ON))
        return sorted({
            (role, row["accountNumber"]) for name, role in roles for row in self._held.of(name)
            if begun(row["openDate"], self._terms.as_of)
        })  # fmt: skip

    def _all_told(self) -> bool:
        """Whether every kind of tie that the count adds up is delivered; a child's tie is its parent's too."""
        alone = (s.SPOUSE, s.FAMILY_MEMBER, *_BUSINESS, s.EMPLOYEE_OF)
        ventures = all(self._holds(edge, s.PERSON, s.COMPANY) for edge in _VENTURES)
        return ventures and all(map(self._holds, alone)) and (self._holds(s.CHILD) or self._holds(s.PARENT))


def _stake(stakes: Mapping[str, list[Any]]) -> Decimal | None:
    """Stakes of one source add up; two sources tell of the same ones."""
    if any(share is None for shares in stakes.values() for share in shares):
        return None
    totals = {sum((Decimal(str(share)) for share in shares), Decimal(0)) for shares in stakes.values()}
    return round(totals.pop(), 1) if len(totals) == 1 else None


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
