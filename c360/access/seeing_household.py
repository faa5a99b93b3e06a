"""A household as a role sees it: a figure that would tell what is hidden of a member is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from c360.access.fields import matching
from c360.access.hiding import BLANK, Taken
from c360.access.masks import mask_number
from c360.access.role import ACCOUNT_NUMBER, Role
from c360.access.seeing_companies import name_for
from c360.access.show import Show
from c360.graph.schema import ACCOUNT, ADDRESS
from c360.model import Evidence
from c360.model.household import HighestRisk, Holding, Household, LeftOut, Member, Reason, Totals, Worth
from c360.words import NOT_YOURS

_AGE: Final = "identity.basic_info.age"
_NAME: Final = "identity.basic_info.name"
_STREET: Final = "identity.addresses.street"
# What the sentences that say why somebody is a member are made of.
_TOLD: Final = (
    _NAME, _AGE, "identity.basic_info.dateOfBirth", _STREET, ACCOUNT_NUMBER, "relationships.family.relationship",
)  # fmt: skip
_UNTOLD: Final = "some records lack something or could not be read; which ones is not shown to your role"
_TOTALS: Final = ("products.summary.net_position", "products.summary.assets")
_WORTH: Final = ("value.annual_revenue", "value.lifetime_value")
_RISK: Final = ("risk.overall_risk", "risk.factors.because")
_TIES: Final = ("relationships.family.id", "relationships.family.relationship")


def sees_households(role: Role) -> bool:
    """Whether the role sees who belongs to whom, and who they are."""
    return role.needs(*_TIES) and role.sees("identity")


def visible_household(found: Household, role: Role) -> Household:
    """`found` as `role` may see it; `withheld` lists what is not there for it.

    Its members' own figures are those of profiles that the role sees already.
    """
    if not role.hidden:
        return found
    told = role.needs(*_TOLD)
    gone = {
        "age": not role.needs(_AGE), "reasons": not told, "holdings": not _holdings(role),
        "totals": not (role.needs(*_TOTALS) and _holdings(role)), "worth": not role.needs(*_WORTH),
        "risk": not role.needs(*_RISK), "lacks": not _lacks(role),
    }  # fmt: skip
    said = {one.number: _number(one.number, role) for one in found.holdings or ()}
    take = Taken(said={raw: instead for raw, instead in said.items() if raw != instead}).out_of()
    return replace(
        found,
        name=name_for(found.name, role),
        members=tuple(_member(one, role, gone) for one in found.members),
        left_out=tuple(_left_out(one, role, told=told) for one in found.left_out),
        holdings=None
        if gone["holdings"] or found.holdings is None
        else tuple(_holding(one, role) for one in found.holdings),
        categories=None if gone["totals"] else found.categories,
        totals=Totals(None, None, None, None, (), found.totals.balances_as_of) if gone["totals"] else found.totals,
        worth=Worth(None, None, (), found.worth.model, None, None) if gone["worth"] else found.worth,
        risk=HighestRisk(None, (), (), ()) if gone["risk"] else found.risk,
        nobody_has=None if gone["lacks"] else found.nobody_has,
        missing=_missing(found.missing, role, gone, take),
        limits=found.limits if told else (),
        withheld=tuple(name for name, hidden in gone.items() if hidden),
    )


def _missing(
    missing: tuple[str, ...], role: Role, gone: dict[str, bool], take: Callable[[str], str]
) -> tuple[str, ...]:
    """Why a figure is unknown; the sentences name members, in words of which a name can't be told apart."""
    if gone["totals"] or gone["worth"]:
        return ()
    if not role.needs(_NAME):
        return (_UNTOLD,) if missing else ()
    return tuple(map(take, missing))


def _member(one: Member, role: Role, gone: dict[str, bool]) -> Member:
    return replace(
        one,
        name=name_for(one.name, role),
        age=None if gone["age"] else one.age,
        status=one.status if role.needs("identity.basic_info.status") else None,
        relationship=one.relationship if role.needs("relationships.family.relationship") else None,
        reasons=tuple(_reason(reason, role, told=not gone["reasons"]) for reason in one.reasons),
        net_position=one.net_position if role.needs(*_TOTALS) else None,
        revenue=None if gone["worth"] else one.revenue,
        revenue_here=None if gone["worth"] else one.revenue_here,
        lifetime_value=None if gone["worth"] else one.lifetime_value,
        risk=None if gone["risk"] else one.risk,
        risk_because=NOT_YOURS if gone["risk"] else one.risk_because,
        lacks=None if gone["lacks"] else one.lacks,
    )  # fmt: skip


def _reason(reason: Reason, role: Role, *, told: bool) -> Reason:
    because = reason.because if told else NOT_YOURS
    return replace(reason, because=because, evidence=tuple(_records(reason.evidence, role)))


def _records(evidence: Iterable[Evidence], role: Role) -> Iterable[Evidence]:
    for one in evidence:
        if one.label == ACCOUNT:
            yield replace(one, id=_number(one.id, role))
        elif one.label == ADDRESS and not role.needs(_STREET):
            yield replace(one, id=BLANK)
        else:
            yield one


def _left_out(one: LeftOut, role: Role, *, told: bool) -> LeftOut:
    return replace(one, name=name_for(one.name, role), because=one.because if told else NOT_YOURS)


def _number(number: str, role: Role) -> str:
    how = role.shows(ACCOUNT_NUMBER)
    return number if how is Show.CLEAR else BLANK if how is Show.ABSENT else mask_number(number)


def _holdings(role: Role) -> bool:
    """Whether the role sees accounts of all kinds with their balances: else what one holds would tell of another."""
    keys = (key for name in ("number", "balance", "status") for key in matching(f"products.*.{name}"))
    return not any(role.shows(key) is Show.ABSENT for key in keys)


def _holding(one: Holding, role: Role) -> Holding:
    kind = one.type if role.needs(*matching("products.*.type")) else None
    return replace(one, number=_number(one.number, role), type=kind)


def _lacks(role: Role) -> bool:
    """Whether nothing of what a member may lack is absent for the role: that it lacks would tell."""
    return not any(role.shows(key) is Show.ABSENT for name in ("identity", "products") for key in matching(name))
