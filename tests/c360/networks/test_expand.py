"""Who stands around somebody, from a book on disk to entities, bonds and limits."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from c360 import policy
from c360.audit import AuditLog, NullLog
from c360.errors import AsOfAfterBook, AuditFailed, UsageError
from c360.graph.embedded import EmbeddedConnection
from c360.networks import expand
from c360.networks.contract import THINGS
from tests.c360.networks.around import POLICY, around, bank, bond, connected, one
from tests.c360.sections.bank import account, edge, payment, person
from tests.factories import open_book


def test_everybody_around_a_person_and_what_ties_them(tmp_path: Path) -> None:
    found = one(bank(tmp_path), "person:c-1")
    kinds = {entity.key: entity.name for entity in found.entities}
    assert kinds["person:c-2"] == "Name of c-2"
    assert kinds["account:shop"] == "Shop"
    assert kinds["account:a-5"] == "Name of c-5"
    assert kinds["account:a-1"] == "Checking"
    assert kinds["company:co-1"] == "Firm"
    assert bond(found, "SPOUSE").start == "person:c-1"
    assert (bond(found, "PARENT").start, bond(found, "PARENT").end) == ("person:c-3", "person:c-1")
    assert bond(found, "OWNS", "company:co-1").share == Decimal("40.0")
    money = bond(found, "TRANSACTION", "account:shop")
    assert (money.start, money.end, money.forward, money.back) == (
        "account:a-1", "account:shop", Decimal("30.30"), Decimal("5.05"),
    )  # fmt: skip
    assert (money.count, money.first, money.last) == (3, date(2024, 6, 1), date(2024, 6, 3))
    assert (found.limits, found.not_held) == ((), ())


def test_foreign_money_is_converted_by_the_rate_of_its_day_or_unknown(tmp_path: Path) -> None:
    graph = bank(tmp_path)
    (foreign,) = [each for each in one(graph, "account:a-2").bonds if each.end == "account:shop"]
    assert foreign.forward == Decimal("11.00")
    rows = [payment(1, "a-2", "shop", "10.00", "2024-05-01 10:00", currency="EUR"),
            payment(2, "shop", "a-5", "1.00", "2024-01-01 10:00")]  # fmt: skip
    found = one(bank(tmp_path / "b", TRANSACTION__Account__Account=rows), "account:a-2")
    assert bond(found, "TRANSACTION").forward is None
    assert bond(found, "TRANSACTION").amount is None
    assert found.limits == ("there is no EUR rate within 10 days of 2024-05-01",)


def test_a_number_of_a_document_cannot_be_guessed_from_its_id_and_who_share_a_log_share_ids(tmp_path: Path) -> None:
    graph, number = bank(tmp_path / "b"), "P123456789"

    def ids(log: Any) -> dict[str, str]:
        found = one(graph, "person:c-1", audit=log)
        return {each.kind: each.id for each in found.entities if each.kind in THINGS}

    first, other = AuditLog(tmp_path / "a.sqlite"), AuditLog(tmp_path / "other.sqlite")
    assert set(ids(first)) == {"address", "document"}
    assert ids(first) == ids(AuditLog(first.path))
    for log in (other, NullLog()):
        assert not set(ids(first).values()) & set(ids(log).values())
    for log in (first, other, NullLog()):
        assert ids(log)["document"] not in (hashlib.sha256(number.encode()).hexdigest()[:16], log.keyed(number)[:16])
    # Without a log it is by a key of this process, so that a link holds as long as that does.
    assert ids(NullLog()) == {each.kind: each.id for each in one(graph, "person:c-1").entities if each.kind in THINGS}


def test_what_is_shared_and_no_number_of_a_document_in_any_id(tmp_path: Path) -> None:
    graph = bank(tmp_path)
    found = one(graph, "person:c-1")
    things = {each.kind: each for each in found.entities if each.holders is not None}
    assert {kind: each.holders for kind, each in things.items()} == {"address": 2, "document": 2}
    assert "P123456789" not in repr(found)
    assert "Main St|" not in repr(found)
    seen: dict[str, str] = {}
    opened = around(graph, "person:c-1", things["document"].key, naturals=seen)
    assert [each.key for each in opened[things["document"].key].entities] == ["person:c-1", "person:c-6"]
    # The second time its key is known, and what it is around need not be asked.
    again = around(graph, things["address"].key, naturals=seen)
    assert [each.key for each in again[things["address"].key].entities] == ["person:c-1", "person:c-4"]
    assert around(graph, "document:0123456789abcdef") == {}


def test_the_window_and_the_day_decide_which_money_and_which_accounts(tmp_path: Path) -> None:
    graph = bank(tmp_path, Account=[account("a-1"), account("a-2"), account("a-5", openDate="2024-06-20"),
                                    account("shop")])  # fmt: skip
    assert bond(one(graph, "account:a-1", lookback_days=365), "TRANSACTION", "account:a-5").forward == Decimal("900.00")
    early = one(graph, "person:c-5", as_of=date(2024, 6, 10))
    assert [each.key for each in early.entities] == []
    assert "account:a-5" in [each.key for each in one(graph, "person:c-5").entities]
    with pytest.raises(AsOfAfterBook):
        one(graph, "person:c-1", as_of=date(2025, 1, 1))


def test_more_than_are_shown_are_counted_the_largest_amounts_first(tmp_path: Path) -> None:
    shops = [account(f"s-{n}") for n in range(6)]
    paid = [payment(n, "a-1", f"s-{n}", f"{n + 1}.00", "2024-06-01 10:00") for n in range(6)]
    paid.append(payment(7, "shop", "a-5", "1.00", "2024-01-01 10:00"))
    people = [person(f"c-{n}") for n in range(1, 12)]
    friends = [edge("c-1", f"c-{n}") for n in range(2, 12)]
    graph = bank(
        tmp_path, Account=[account("a-1"), account("a-2"), account("a-5"), account("shop"), *shops], Person=people,
        TRANSACTION__Account__Account=paid, FAMILY_MEMBER__Person__Person=friends, SPOUSE__Person__Person=[],
        CHILD__Person__Person=[],
    )  # fmt: skip
    short = replace(POLICY, neighbours_shown=3)
    found = expand(graph, ["person:c-1"], policy=short, user="u", audit=AuditLog(tmp_path / "a.sqlite"))["person:c-1"]
    assert sorted(each.end for each in found.bonds if each.is_money) == ["account:s-3", "account:s-4", "account:s-5"]
    assert found.limits == (
        "Name of c-1: the first 3 of 10 relatives are shown",
        "Name of c-1: the 3 counterparties with the largest amounts of 6 are shown",
    )


def test_not_held_is_not_none(tmp_path: Path) -> None:
    graph = open_book(tmp_path, {"Person": [person()]}, as_of="2024-06-30")
    found = one(graph, "person:c-1")
    assert found.entities == ()
    assert {"SPOUSE", "OWNS", "HAS_ADDRESS", "TRANSACTION"} <= set(found.not_held)


def test_each_expansion_is_on_record_before_it_is_given(tmp_path: Path) -> None:
    graph, log = bank(tmp_path), AuditLog(tmp_path / "audit.sqlite")
    around(graph, "person:c-1", "company:co-1", "person:nobody", audit=log)
    with pytest.raises(UsageError, match="is no person"):
        around(graph, "Person:c-1", audit=log)
    with pytest.raises(UsageError, match="At most 40"):
        around(graph, *(f"person:c-{n}" for n in range(41)), audit=log)
    rows = sqlite3.connect(tmp_path / "audit.sqlite").execute("SELECT customer_id, outcome, detail FROM record")
    seen = list(rows)
    assert [row[:2] for row in seen[:4]] == [
        ("c-1", "success"), ("co-1", "success"), ("nobody", "no such customer"), ("c-1", "failed"),
    ]  # fmt: skip
    assert '"network":"expand"' in seen[0][2]
    assert f'"policy":"{policy.load().digest}"' in seen[0][2]

    class Broken:
        def record(self, *_: object) -> None:
            raise AuditFailed("no")

        record_unread = record

    with pytest.raises(AuditFailed):
        around(graph, "person:c-1", audit=Broken())


def test_whatever_is_opened_is_one_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph, asked = bank(tmp_path), 0
    submit = EmbeddedConnection.submit

    def counted(self: EmbeddedConnection, bytecode: Any) -> Any:
        nonlocal asked
        asked += 1
        return submit(self, bytecode)

    monkeypatch.setattr(EmbeddedConnection, "submit", counted)
    seen: dict[str, str] = {}
    found = around(graph, "person:c-1", "company:co-1", "account:a-1", naturals=seen)
    assert (asked, len(found)) == (1, 3)
    around(graph, "person:c-6", *seen, naturals=seen)
    assert asked == 2


def test_stakes_add_up_and_a_relative_is_said_once(tmp_path: Path) -> None:
    stakes = [edge("c-1", "co-1", percentage=20.05), edge("c-1", "co-1", percentage=20), edge("c-6", "co-1")]
    graph = bank(
        tmp_path, OWNS__Person__Company=stakes, FAMILY_MEMBER__Person__Person=[edge("c-1", "c-2"), edge("c-1", "c-5")],
        PARENT__Person__Person=[edge("c-3", "c-1")],
    )  # fmt: skip
    found = one(graph, "person:c-1")
    assert bond(found, "OWNS", "company:co-1").share == Decimal("40.0")
    ties = [(each.role, each.start, each.end) for each in found.bonds if not each.is_money and "person" in each.end]
    assert ties == [
        ("FAMILY_MEMBER", "person:c-1", "person:c-5"), ("PARENT", "person:c-3", "person:c-1"),
        ("SPOUSE", "person:c-1", "person:c-2"),
    ]  # fmt: skip
    assert bond(one(graph, "company:co-1"), "OWNS", "person:c-6").share is None
    (way,) = connected(graph, "c-1", "co-1")[0].ways
    assert [each.share for each in way.steps[0] if each.role == "OWNS"] == [Decimal("40.0")]


def test_hostile_ids_and_names_are_values(tmp_path: Path) -> None:
    name = "'); g.V().drop() //"
    graph = bank(tmp_path, Person=[*[person(f"c-{n}") for n in range(1, 7)], person(name, name="<b>=1+1")],
                 FAMILY_MEMBER__Person__Person=[edge("c-1", name)])  # fmt: skip
    assert one(graph, f"person:{name}").centre.name == "<b>=1+1"
    assert bond(one(graph, "person:c-1"), "FAMILY_MEMBER").is_money is False
    with pytest.raises(UsageError):
        one(graph, "person:\ud800")
