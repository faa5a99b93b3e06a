"""A company's own records: who it is, its accounts, who works there, alerts. Its owners are `c360.ownership`'s."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gremlin_python.process.graph_traversal import GraphTraversal, __

from c360.access import ANALYST, Role, gate, sees_companies, visible_company
from c360.access.part import limits as only_part
from c360.asking import is_text
from c360.audit import Audit, Record
from c360.errors import NoSuchCustomer
from c360.graph import schema as s
from c360.graph.connect import Graph, View
from c360.model.company import Company, Employee
from c360.model.risk import AlertRow
from c360.model.screening import Screening
from c360.policy import Policy
from c360.scope import Scope
from c360.sections import alerts, screened
from c360.sections.accounts import ACCOUNT_KEYS, account_row, owned_accounts
from c360.sections.contract import Ask, Screens
from c360.sections.reading import Row, sort_moment, started

_FACTS: Final = ("companyId", "name", "country", "registrationNumber", "legalForm", "status", "source", "updatedAt")
_MARKS: Final = (*alerts.ALERTS, s.SANCTIONS_MATCH)
# Edges to employees that are read, so that the list is the same on every graph; there are more where it says so.
_READ: Final = 2_000
_ADDRESS: Final = ("street", "city", "postalCode", "region", "country")


def company(
    graph: Graph, company_id: str, *, policy: Policy, user: str, audit: Audit, role: Role = ANALYST,
    screens: Screens | None = None,
) -> Company:  # fmt: skip
    """The company as of the book's day, screened by `screens`; recorded before it is given.

    Raises `NoSuchCustomer` where there is no such company, `NotAllowed` for a role that sees no customer either, and
    what reading a graph raises.
    """
    detail = {"company": "records", "policy": policy.digest}
    role = gate(role, graph, sees_companies, user=user, audit=audit, ids=[company_id], detail=detail)
    try:
        found = graph.read(lambda view: _read(view, company_id, policy, role, screens))
    except Exception as error:
        outcome = "no such customer" if isinstance(error, NoSuchCustomer) else "failed"
        audit.record(Record(user, "view", company_id, outcome, detail={**detail, "error": type(error).__name__}))
        raise
    found = visible_company(found, role)
    audit.record(Record(user, "view", company_id, "success", detail={**detail, "kind": "company"}))
    return found


def _traversal() -> GraphTraversal:
    people = __.in_(s.EMPLOYEE_OF).has_label(s.PERSON).dedup()
    return (
        __.project("facts", "addresses", "accounts", "subjects", "marked", "employees", "count")
        .by(__.value_map(*_FACTS))
        .by(__.out(s.HAS_ADDRESS).has_label(s.ADDRESS).dedup().value_map(*_ADDRESS).fold())
        .by(
            owned_accounts().project("account", "owners")
            .by(__.value_map(*ACCOUNT_KEYS)).by(__.in_(s.OWNS).dedup().count()).fold()
        )
        .by(alerts.subjects())
        .by(alerts.on_accounts(owned_accounts()))
        .by(
            __.in_e(s.EMPLOYEE_OF).where(__.out_v().has_label(s.PERSON)).limit(_READ).project("id", "name", "source")
            .by(__.out_v().values("customerId"))
            .by(__.coalesce(__.out_v().values("name"), __.constant("")))
            .by(__.coalesce(__.values("source"), __.constant(""))).fold()
        )
        .by(people.count())
    )  # fmt: skip


def _read(view: View, company_id: str, policy: Policy, role: Role, screens: Screens | None) -> Company:
    most = policy.neighbours_shown
    rows = (
        view.g.V().has(s.COMPANY, "companyId", company_id).project("all").by(_traversal()).to_list()
        if is_text(company_id) else []
    )  # fmt: skip
    if not rows:
        raise NoSuchCustomer("No such company in this book.")
    answer, book = rows[0]["all"], view.book
    ask = Ask(book.as_of, policy.lookback_days, book, policy, screens)
    facts, holds = Row(answer["facts"], book.zone), book.delivers
    has = {
        "accounts": holds.holds_edge(s.OWNS, s.COMPANY, s.ACCOUNT),
        "employees": holds.holds_edge(s.EMPLOYEE_OF),
        "addresses": holds.holds_edge(s.HAS_ADDRESS, s.COMPANY),
    }
    told = {"accounts": "OWNS Company Account", "employees": "EMPLOYEE_OF", "addresses": "HAS_ADDRESS Company"}
    # An alert can be on the company or on its accounts: what one source delivers is shown, what none does is told.
    on_it = {label: holds.holds_edge(s.SUBJECT_OF, label, s.COMPANY) for label in _MARKS}
    on_accounts = {
        label: has["accounts"] and holds.holds_edge(s.SUBJECT_OF, label, s.ACCOUNT) for label in alerts.ALERTS
    }
    lacking = [told[name] for name, there in has.items() if not there]
    lacking += [f"SUBJECT_OF {label} Company" for label, there in on_it.items() if not there]
    lacking += [f"SUBJECT_OF {label} Account" for label, there in on_accounts.items() if not there]
    screening = screened.company(company_id, facts, ask)
    limits = ["a load of this graph has not ended: each record may be of before or after it"] if book.loading else []
    told_of = (*on_it.values(), *on_accounts.values(), screened.held_here(screening))
    employees = _employees(answer["employees"], Scope(view, role, policy))
    # Whoever is outside the role's part is not counted either.
    count = answer["count"] if role.part.everyone else len(employees)
    if count > min(most, len(employees)):
        limits.append(f"the first {min(most, len(employees)):,} of {count:,} employees are listed")
    limits += only_part(role)
    return Company(
        id=company_id,
        name=facts.text("name"),
        country=facts.text("country"),
        registration_number=facts.text("registrationNumber"),
        legal_form=facts.text("legalForm"),
        status=facts.text("status"),
        source=facts.text("source"),
        updated_at=facts.moment("updatedAt"),
        as_of=ask.as_of,
        addresses=_addresses(answer["addresses"], ask) if has["addresses"] else None,
        accounts=_accounts(answer["accounts"], ask) if has["accounts"] else None,
        employees=employees[:most] if has["employees"] else None,
        employee_count=count if has["employees"] else None,
        alerts=_alerts(company_id, answer, ask, screening) if any(told_of) else None,
        not_held=tuple(lacking),
        limits=tuple(limits),
        generation=book.generation,
        screening=screening,
    )


def _accounts(rows: list[Any], ask: Ask) -> tuple[Any, ...]:
    found = [account_row(Row(item["account"], ask.book.zone), item["owners"] > 1, ask) for item in rows]
    there = [row for row in found if started(row.opened, ask.as_of)]
    return tuple(sorted(there, key=lambda row: row.number))


def _employees(rows: list[Any], scope: Scope) -> tuple[Employee, ...]:
    out = scope.outside(row["id"] for row in rows)
    once = {
        row["id"]: Employee(row["id"], row["name"] or None, row["source"] or None)
        for row in rows if row["id"] not in out
    }  # fmt: skip
    return tuple(sorted(once.values(), key=lambda one: (one.name or "", one.id)))


def _alerts(
    company_id: str, answer: Mapping[str, Any], ask: Ask, screening: Screening
) -> tuple[AlertRow, ...]:  # fmt: skip
    about = f"{s.COMPANY} {company_id}"
    runs = [item["record"] for item in answer["subjects"] if item["label"] == s.SANCTIONS_MATCH]
    found = [*alerts.alerts(about, answer["subjects"], answer["marked"], ask), *alerts.matches(runs, about, ask),
             *screened.alerts_of(screening, about)]  # fmt: skip
    rows = sorted(
        (alert.row for alert in found),
        key=lambda row: (-sort_moment(row.raised_at, ask.book.zone), row.kind, row.id),
    )  # fmt: skip
    return tuple(rows)


def _addresses(rows: list[Any], ask: Ask) -> tuple[str, ...]:
    texts = (", ".join(filter(None, (Row(row, ask.book.zone).text(key) for key in _ADDRESS))) for row in rows)
    return tuple(sorted(filter(None, texts)))
