"""Uncovering: one field, one customer, one user in one role, for the policy's minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from c360 import Customer360Builder, Graph
from c360 import policy as policies
from c360.access import ANALYST, LOCAL, UNCOVER, Role, Show
from c360.acts import reason, uncover
from c360.audit import AuditLog
from c360.errors import AuditFailed, NoSuchCustomer, NotAllowed, UsageError
from tests.factories import open_book

RULES = policies.load().acts
NOW = datetime(2026, 3, 1, 14, 0, tzinfo=UTC)
WHY = "Identity check: at the counter"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    ann = {"customerId": "c-1", "name": "Ann", "ssn": "123-45-6789", "email": "ann@example.com",
           "dateOfBirth": date(1980, 1, 2)}  # fmt: skip
    return open_book(
        tmp_path_factory.mktemp("uncovering"),
        {"Person": [ann, {"customerId": "c-2", "name": "Ben"}],
         "Document": [{"type": "PASSPORT", "number": "P12345678"}],
         "Address": [{"street": "1 Elm St", "city": "Ulm"}]},
        {"HAS_DOCUMENT.Person.Document": [("c-1", "Document-1")], "HAS_ADDRESS.Person.Address": [("c-1", "Address-1")]},
    )  # fmt: skip


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def builder(graph: Graph, log: AuditLog, role: Role = ANALYST) -> Customer360Builder:
    return Customer360Builder(graph, audit=log, user="ann", role=role)


def test_it_is_in_clear_for_five_minutes_for_whom_it_was_uncovered(graph: Graph, log: AuditLog) -> None:
    found = uncover(builder(graph, log), "c-1", "ssn", WHY, as_of=None, now=NOW)
    assert (found.value, found.until) == ("123-45-6789", NOW + timedelta(minutes=5))
    shown: dict[str, Any] = {
        "customer_id": "c-1", "key": "ssn", "as_of": None, "user": "ann", "role": ANALYST.digest,
    }  # fmt: skip
    assert found.holds(**shown, now=NOW + timedelta(minutes=4, seconds=59))
    assert not found.holds(**shown, now=NOW + timedelta(minutes=5))
    for other in (
        {"customer_id": "c-2"}, {"key": "documents.number"}, {"as_of": date(2024, 1, 1)}, {"user": "ben"},
        {"role": LOCAL.digest},
    ):  # fmt: skip
        assert not found.holds(**(shown | other), now=NOW)


def test_its_record_says_what_of_whom_and_why_and_not_the_value(graph: Graph, log: AuditLog) -> None:
    found = uncover(builder(graph, log), "c-1", "ssn", WHY, as_of=None, now=NOW)
    (one,) = log.rows()
    assert (one.user, one.action, one.customer_id, one.outcome) == ("ann", "uncover", "c-1", "success")
    assert one.detail == {"field": "ssn", "reason": WHY}
    assert "6789" not in repr(found)


def test_documents_by_their_rows_and_any_field_that_the_role_sees_masked(graph: Graph, log: AuditLog) -> None:
    masks = ("contact_info.email", "addresses.street", "documents.number")
    fields = MappingProxyType({f"identity.{key}": Show.MASKED for key in masks})
    reader = builder(graph, log, Role("few", fields=fields, rights=frozenset({UNCOVER})))
    values = {
        key: uncover(reader, "c-1", key, WHY, as_of=None, now=NOW).value
        for key in ("documents.number", "email", "addresses.street")
    }
    assert values == {
        "documents.number": ("P12345678",), "email": "ann@example.com",
        "addresses.street": ("1 Elm St",),
    }  # fmt: skip
    with pytest.raises(UsageError, match="not a field that can be uncovered"):
        uncover(reader, "c-1", "ssn", WHY, as_of=None, now=NOW)  # this role sees it in clear


def test_what_the_role_sees_not_at_all_stays_so(graph: Graph, log: AuditLog) -> None:
    fields = MappingProxyType({"identity.basic_info.ssn": Show.ABSENT})
    with pytest.raises(UsageError, match="none is"):
        uncover(builder(graph, log, Role("none", fields=fields, rights=frozenset({UNCOVER}))), "c-1", "ssn", WHY,
                as_of=None, now=NOW)  # fmt: skip


def test_without_the_right_it_is_denied_and_on_record(graph: Graph, log: AuditLog) -> None:
    with pytest.raises(NotAllowed):
        uncover(builder(graph, log, Role("no", fields=ANALYST.fields)), "c-1", "ssn", WHY, as_of=None, now=NOW)
    assert [one.outcome for one in log.rows()] == ["denied"]


def test_nobodys_field(graph: Graph, log: AuditLog) -> None:
    with pytest.raises(NoSuchCustomer):
        uncover(builder(graph, log), "c-9", "ssn", WHY, as_of=None, now=NOW)
    assert [one.outcome for one in log.rows()] == ["no such customer"]


def test_without_a_record_no_value(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(AuditFailed):
        uncover(builder(graph, AuditLog(tmp_path / "gone" / "a.sqlite")), "c-1", "ssn", WHY, as_of=None, now=NOW)


def test_a_reason_is_one_of_the_list_and_words() -> None:
    chosen = RULES.reasons[0]
    assert reason(RULES, chosen, "  letter\nof today ") == f"{chosen}: letter of today"
    for wrong in ((None, "text"), ("made up", "text"), (chosen, None), (chosen, "--"), (chosen, "x" * 201)):
        with pytest.raises(UsageError):
            reason(RULES, *wrong)


def test_the_longest_reason_is_kept_whole(graph: Graph, log: AuditLog) -> None:
    why = reason(RULES, max(RULES.reasons, key=len), "w" * 200)
    uncover(builder(graph, log), "c-1", "ssn", why, as_of=None, now=NOW)
    assert log.rows()[0].detail["reason"] == why
