"""Every way out of a bank, for a role that is for a branch: nobody of another one is in it, by id, name or number."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from c360 import book_risk, companies, households, ownership, policy, trial
from c360.access import LOCAL, Role
from c360.access.part import ONLY_PART, OUTSIDE
from c360.errors import IntegrityError, NoSuchCustomer, NotAllowed
from c360.export import export
from c360.export import networks as network_files
from c360.graph.connect import Graph, connect
from c360.holders import holders
from c360.model.plain import to_bytes
from c360.near import near
from c360.networks import expand
from c360.networks.connections import connections
from c360.networks.flows import flows
from c360.networks.picture import picture
from c360.networks.state import State
from c360.profile import Customer360Builder
from c360.search import search
from tests.c360.scope.banks import MARKS, NORTH, Kept, bank

POLICY: Final = policy.load()
KEYS: Final = (
    "person:vis-1", "person:vis-2", "account:N-1", "account:J-1", "account:X-9", "company:co-1", "person:hid-1",
    "account:HX-1",
)  # fmt: skip


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return connect(str(bank(tmp_path_factory.mktemp("bank"))))


class Asker:
    """Asks in one role; the log of each is its own."""

    def __init__(self, graph: Graph, role: Role) -> None:
        self.graph, self.role, self.audit = graph, role, Kept()
        self.builder = Customer360Builder(graph, POLICY, self.audit, "ada", role=role)

    def ask(self, answer: Callable[..., Any], *what: Any, **how: Any) -> Any:
        return answer(self.graph, *what, policy=POLICY, user="ada", audit=self.audit, role=self.role, **how)

    def export(self, kind: str) -> bytes:
        household = self.ask(households.household, "vis-1") if kind == "pdf" else None
        return export(self.builder, self.builder.build_profile("vis-1"), kind, household)

    def pdf(self) -> str:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(self.export("pdf"))).pages)

    def network(self) -> Any:
        """Whoever is around everybody that can be opened; things are opened by what the first look told of them."""
        naturals: dict[str, str] = {}
        found = self.ask(expand, KEYS, naturals=naturals)
        return found | self.ask(expand, list(naturals), naturals=naturals)

    def picture(self, kind: str) -> str:
        found = picture(State("person:vis-1", KEYS[1:]), self.network(), "USD")
        day = self.graph.book.as_of
        made = network_files.export(
            found, kind, "USD", day, policy=POLICY, user="ada", audit=self.audit, role=self.role
        )
        if kind != "csv":
            return made.decode()
        with ZipFile(io.BytesIO(made)) as files:
            return "".join(files.read(name).decode() for name in files.namelist())

    def searches(self) -> list[object]:
        """Whatever is typed, and what a page offers beside it."""
        found: list[object] = []
        for text in ("Quixley", "Springfield", "1980", "N", "hid", "HX", "kind:person", "kind:account", "TX-0", "TX-6"):
            found += search(self.graph, text, policy=POLICY, user="ada", audit=self.audit, role=self.role, limit=100)
        found += near(self.graph, "hid-9", policy=POLICY, user="ada", audit=self.audit, role=self.role)
        return [*found, holders(self.graph.view(), "account", ["N-1", "J-1", "HX-1"], policy=POLICY, role=self.role),
                holders(self.graph.view(), "company", ["co-1"], policy=POLICY, role=self.role)]  # fmt: skip


def text(value: Any) -> str:
    return to_bytes(value).decode()


WAYS: Final[dict[str, Callable[[Asker], str]]] = {
    "profile": lambda a: text(a.builder.build_profile("vis-1")),
    "profile as it is in Python": lambda a: repr(a.builder.build_profile("vis-1")),
    "several profiles": lambda a: text(a.builder.build_profiles(["vis-1", "vis-2"])),
    "transactions behind fees": lambda a: text(a.builder.records("vis-1", "fees")),
    "JSON": lambda a: a.export("json").decode(),
    "PDF with household": lambda a: a.pdf(),
    "household": lambda a: text(a.ask(households.household, "vis-1")),
    "owners": lambda a: text(a.ask(ownership.owners, "co-1")),
    "owned": lambda a: text(a.ask(ownership.owned, "vis-1")),
    "company": lambda a: text(a.ask(companies.company, "co-1")),
    "network": lambda a: text(a.network()),
    "connections": lambda a: text(a.ask(connections, ["vis-1", "vis-2"], over=("business",))),
    "flows": lambda a: text(a.ask(flows, "vis-1")),
    "GraphML": lambda a: a.picture("graphml"),
    "network as CSV": lambda a: a.picture("csv"),
    "searches": lambda a: repr(a.searches()),
    "trial": lambda a: text(a.ask(trial.trial, POLICY)),
    "facts kept for trials": lambda a: repr(a.ask(trial.everybody, most=100)),
    "spread of risk": lambda a: text(a.ask(book_risk.spread)),
}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_outside_leaves_by(graph: Graph, way: str) -> None:
    left = WAYS[way](Asker(graph, NORTH))
    assert [mark for mark in MARKS if mark in left] == []


def test_the_bank_would_show_them_by_these_ways(graph: Graph) -> None:
    whole = Asker(graph, LOCAL)
    silent = {way for way, ask in WAYS.items() if not any(mark in ask(whole) for mark in MARKS)}
    assert silent == {"spread of risk", "owned", "trial"}  # counts, companies, and those who move: here nobody does


def test_nobody_outside_is_counted(graph: Graph) -> None:
    north = Asker(graph, NORTH)
    assert north.ask(book_risk.spread).customers == 2
    assert north.ask(trial.trial, POLICY).customers == 2
    assert north.ask(companies.company, "co-1").employee_count == 1
    found = north.ask(ownership.owners, "co-1")
    assert ([one.id for one in found.parties], found.unknown_share) == (["vis-1"], 70)
    shared = {one.id: one.shared for one in north.ask(flows, "vis-1").counterparties}
    assert shared == {OUTSIDE: None, "N-2": 0, "X-9": 0}
    home = next(one for one in north.network()["person:vis-1"].entities if one.kind == "address")
    assert home.holders is None


def test_a_household_has_the_figures_of_those_within(graph: Graph) -> None:
    found = Asker(graph, NORTH).ask(households.household, "vis-1")
    assert [one.id for one in found.members] == ["vis-1", "vis-2"]
    # N-1, N-2 and the whole of the account that vis-1 owns with somebody.
    assert found.totals.net_position == 1250
    assert ONLY_PART in found.limits


def test_money_that_went_to_those_outside_is_of_somebody(graph: Graph) -> None:
    whole, north = (Asker(graph, role).ask(flows, "vis-1") for role in (LOCAL, NORTH))
    assert (whole.inflow, whole.outflow, whole.count) == (north.inflow, north.outflow, north.count)
    sums = {one.id: (one.inflow, one.outflow) for one in north.counterparties}
    assert sums[OUTSIDE] == (9900, 905)
    assert set(sums) == {OUTSIDE, "N-2", "X-9"}


def test_ties_of_a_customer_within_stay(graph: Graph) -> None:
    section = Asker(graph, NORTH).builder.build_profile("vis-1").relationships
    assert section is not None
    assert [(one.id, one.name, one.relationship) for one in section.family or ()] == [
        ("vis-2", "Nora North", "CHILD"), (None, OUTSIDE, "CHILD"), (None, OUTSIDE, "SPOUSE"),
    ]  # fmt: skip
    assert [(one.id, one.name) for one in section.business or ()] == [(None, OUTSIDE)]
    joint = {link.account: [(one.id, one.role) for one in link.joint_with] for link in section.accounts or ()}
    assert joint == {"J-1": [(None, "OWNS")], "N-1": [(None, "AUTHORIZED_ON")]}


ASKED: Final[dict[str, Callable[[Asker, str], Any]]] = {
    "profile": lambda a, one: a.builder.build_profile(one),
    "profiles": lambda a, one: a.builder.build_profiles(["vis-1", one]),
    "records": lambda a, one: a.builder.records(one, "fees"),
    "uncover": lambda a, one: a.builder.uncover(one, "ssn", "asked"),
    "household": lambda a, one: a.ask(households.household, one),
    "owned": lambda a, one: a.ask(ownership.owned, one),
    "owners": lambda a, one: a.ask(ownership.owners, one),
    "connections": lambda a, one: a.ask(connections, ["vis-1", one]),
    "flows": lambda a, one: a.ask(flows, one),
}


@pytest.mark.parametrize("way", ASKED)
def test_whoever_is_outside_is_nobody_but_for_the_log(graph: Graph, way: str) -> None:
    told = []
    for customer_id in ("hid-1", "hid-9"):
        asker = Asker(graph, NORTH)
        with pytest.raises(NoSuchCustomer) as raised:
            ASKED[way](asker, customer_id)
        outcomes = {one.outcome for one in asker.audit.records if one.customer_id == customer_id}
        told.append(
            (raised.value.title, raised.value.exit_code, raised.value.detail.replace(customer_id, ""), outcomes)
        )
    assert told[0][:3] == told[1][:3]
    assert (told[0][3], told[1][3]) == ({"denied"}, {"no such customer"})


def test_what_is_expanded_outside_is_not_there(graph: Graph) -> None:
    asker = Asker(graph, NORTH)
    assert asker.ask(expand, ["person:hid-1", "person:hid-9", "account:HX-1"]) == {}
    assert [one.outcome for one in asker.audit.records] == ["denied", "no such customer", "denied"]


def test_a_glass_that_was_broken_opens_one_customer(graph: Graph) -> None:
    opened = replace(NORTH, part=replace(NORTH.part, also=frozenset({"hid-1"})))
    asker = Asker(graph, opened)
    assert asker.builder.build_profile("hid-1").summary.name == "Zoltan Quixley"
    assert "hid-1" in text(asker.builder.build_profile("vis-1"))
    assert "Wilhelmina" not in text(asker.builder.build_profile("vis-1"))
    found = search(graph, "Quixley", policy=POLICY, user="ada", audit=Kept(), role=opened)
    assert [hit.id for hit in found] == ["hid-1"]
    assert [hit.id for hit in search(graph, "HX", policy=POLICY, user="ada", audit=Kept(), role=opened)] == ["HX-1"]


def test_who_else_is_on_the_other_account_is_not_said(graph: Graph) -> None:
    found = Asker(graph, NORTH).builder.build_profiles(["vis-2", "vis-1"])
    rows = [one.activity.transactions.rows for one in found if one.activity and one.activity.transactions]
    assert [(row.counterparty, row.amount) for row in rows[0] if row.account == "N-2"] == [
        (OUTSIDE, Decimal(8)), ("Nora North", Decimal(50)),
    ]  # fmt: skip
    assert ("Bakery", Decimal(3)) in [
        (row.counterparty, row.amount) for row in rows[1]
    ]  # one's own account, with somebody


def test_an_export_is_on_record_without_those_outside(graph: Graph) -> None:
    asker = Asker(graph, NORTH)
    asker.export("pdf")
    assert [one for one in asker.audit.records if one.customer_id and one.customer_id.startswith("hid")] == []


@pytest.mark.parametrize("opened", [True, False])
def test_in_another_book_than_its_own_a_role_finds_nobody(graph: Graph, opened: bool) -> None:
    asker = Asker(graph, replace(LOCAL, books=frozenset({"Another bank"})))
    book: Any = graph if opened else graph.folder
    for ask, what in ((search, "Quixley"), (near, "hid-9")):
        with pytest.raises(NotAllowed):
            ask(book, what, policy=POLICY, user="ada", audit=asker.audit, role=asker.role)
    assert [(one.action, one.outcome) for one in asker.audit.records] == [("search", "denied")] * 2
    here = replace(asker.role, books=frozenset({graph.book.name}))
    assert search(book, "Quixley", policy=POLICY, user="ada", audit=asker.audit, role=here)


def test_in_a_book_that_does_not_say_its_name_a_role_of_some_books_finds_nobody(graph: Graph, tmp_path: Path) -> None:
    assert graph.folder
    book = shutil.copytree(graph.folder, tmp_path / "test.book")
    for file in book.glob("generations/*/sources/*/source.json"):
        file.write_text("{}")
    role = replace(LOCAL, books=frozenset({graph.book.name}))
    with pytest.raises(IntegrityError):
        search(book, "Quixley", policy=POLICY, user="ada", audit=Kept(), role=role)
