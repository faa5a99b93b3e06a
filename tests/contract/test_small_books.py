"""What no demo bank holds, from a book and from JanusGraph: nothing, hostile text, gaps, big numbers, hubs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from c360 import Graph, connect
from c360.search import Search
from c360.settings import Settings
from c360.sources.to_server import send
from tests.contract.compare import customers, same, same_profiles
from tests.contract.server import JanusGraph
from tests.factories import Row, make_book

Both = tuple[Graph, Graph]
Rows = Mapping[str, Sequence[Row]]
DAY = "2024-06-30"


@pytest.fixture
def both(tmp_path: Path, janusgraph: JanusGraph) -> Iterator[Callable[..., Both]]:
    """Makes a book of rows and puts the same into the server, which held something else a moment ago."""
    opened: list[Graph] = []

    def make(*rows: Any, **about: Any) -> Both:
        book = make_book(tmp_path, *rows, **about)
        janusgraph.empty()
        send(book, janusgraph.url, Settings())
        opened.extend((connect(book), connect(janusgraph.url, settings=Settings())))
        return opened[-2], opened[-1]

    yield make
    for graph in opened:
        graph.close()


def test_a_book_of_nobody(both: Callable[..., Both]) -> None:
    book, served = both({"Person": []}, as_of=DAY)
    assert book.book == served.book
    assert customers(served) == []
    same(book, served, lambda asked: asked.build_profile("c1"))
    assert Search(served).find("anybody") == []


def test_people_of_whom_nothing_else_is_held(both: Callable[..., Both]) -> None:
    book, served = both({"Person": [{"customerId": "c1"}, {"customerId": "c2", "name": "Ann"}]}, as_of=DAY)
    assert same_profiles(book, served, ["c1", "c2"]) == 2


def test_labels_that_are_delivered_and_hold_nothing(both: Callable[..., Both]) -> None:
    labels: Rows = {
        label: []
        for label in (
            "Account",
            "Address",
            "Document",
            "FraudAlert",
            "AMLAlert",
            "SanctionsMatch",
            "CreditScore",
            "Interaction",
            "Company",
        )
    }
    edges: dict[str, list[Any]] = {
        edge: []
        for edge in (
            "OWNS.Person.Account",
            "TRANSACTION.Account.Account",
            "SUBJECT_OF.FraudAlert.Person",
            "HAS_DOCUMENT.Person.Document",
            "SPOUSE.Person.Person",
            "HAD_INTERACTION.Person.Interaction",
            "STANDING_ORDER.Account.Account",
        )
    }
    book, served = both({"Person": [{"customerId": "c1", "name": "Ann"}], **labels}, edges, as_of=DAY)
    assert same_profiles(book, served, ["c1"]) == 1


TEXTS = [
    'O\'Brien "Bob" \\ back`tick',
    "g.V().drop()",
    "${1+1} #{x} {{y}}",
    "line\nbreak\ttab",
    "مرحبا بالعالم",
    "שלום",
    "日本語",
    "e\u0301 and é",
    "😀👩‍👩‍👧",
    "\u202eright to left",
    "<script>alert(1)</script>",
    "=1+1",
    "null",
    "None",
    "NaN",
    "true",
    "0",
    " spaces ",
    "x" * 20_000,
    "\ufeffbom",
]


def test_hostile_text_comes_through_whole(both: Callable[..., Both]) -> None:
    people = [{"customerId": f"c{at}", "name": text, "employer": text, "email": text} for at, text in enumerate(TEXTS)]
    addresses = [{"naturalKey": f"a{at}", "street": text, "city": text} for at, text in enumerate(TEXTS)]
    links = [(f"c{at}", f"a{at}") for at in range(len(TEXTS))]
    book, served = both({"Person": people, "Address": addresses}, {"HAS_ADDRESS.Person.Address": links}, as_of=DAY)
    assert same_profiles(book, served, customers(book)) == len(TEXTS)
    for text in ("brien", "日本語", "שלום", "alert", "g.v"):
        assert Search(book).find(text) == Search(served).find(text)


IDS = [
    "a'b",
    'q"uote',
    "${id}",
    "id with blanks",
    "日本",
    "ümlaut",
    "UMLAUT",
    "ß",
    "1",
    "01",
    "1.0",
    "true",
    "x" * 900,
    "😀",
]


def test_hostile_ids_are_told_apart(both: Callable[..., Both]) -> None:
    people = [{"customerId": one, "name": f"number {at}"} for at, one in enumerate(IDS)]
    accounts = [{"accountNumber": one, "accountType": "CHECKING", "balance": at} for at, one in enumerate(IDS)]
    owns = [(one, other) for one, other in zip(IDS, reversed(IDS), strict=True)]
    moves = [(one, IDS[0], {"amount": 1, "timestamp": 1_719_000_000 + at}) for at, one in enumerate(IDS[1:])]
    book, served = both(
        {"Person": people, "Account": accounts},
        {"OWNS.Person.Account": owns, "TRANSACTION.Account.Account": moves},
        as_of=DAY,
    )
    assert same_profiles(book, served, IDS) == len(IDS)
    assert [profile.customer_id for profile in same(book, served, lambda asked: asked.build_profiles(IDS))] == IDS


def test_keys_that_are_missing_here_and_there(both: Callable[..., Both]) -> None:
    people: list[Row] = [
        {"customerId": "c1", "name": "Ann"},
        {"customerId": "c2", "name": None, "income": 0},
        {"customerId": "c3", "politicallyExposed": False, "dateOfBirth": "1900-01-01"},
    ]
    accounts: list[Row] = [
        {"accountNumber": "n1", "accountType": "CHECKING", "balance": 0},
        {"accountNumber": "n2", "balance": None},
        {"accountNumber": "n3", "accountType": "what is this", "currency": "EUR", "balance": -0.01},
        {"accountNumber": "n4", "closedDate": "2024-07-01"},
        {"accountNumber": "n5", "openDate": "2024-07-01"},
    ]
    owns = [("c1", f"n{at}") for at in range(1, 6)] + [("c2", "n1")]
    moves: list[Row] = [
        {"from": "n1", "to": "n2", "amount": 1, "timestamp": 1_719_000_000, "type": "CARD", "channel": None},
        {"from": "n1", "to": "n3", "amount": 2, "timestamp": 1_719_000_000, "location": "here"},
        {"from": "n3", "to": "n1", "amount": 3, "timestamp": 1_719_000_000, "currency": "EUR", "purpose": "FEE"},
        {"from": "n1", "to": "n1", "amount": 4, "timestamp": 1_718_942_400, "dateOnly": True},
    ]
    book, served = both(
        {"Person": people, "Account": accounts},
        {
            "OWNS.Person.Account": owns,
            "TRANSACTION.Account.Account": moves,
            "STANDING_ORDER.Account.Account": [("n1", "n2", {"amount": 5}), ("n1", "n2", {"purpose": "rent"})],
        },
        as_of=DAY,
        rates=[("2024-06-28", "EUR", "USD", "1.0705")],
    )
    assert same_profiles(book, served, ["c1", "c2", "c3"]) == 3


AMOUNTS = [0, 0.01, 0.1, 0.07, 1e9 + 0.33, 99_999_999_999.99, 123_456_789_012.34, 4.35]


def test_big_and_crooked_amounts(both: Callable[..., Both]) -> None:
    """Of each a customer with two accounts, and the money that goes between these."""
    moves = [
        (f"{way[0]}{at}", f"{way[1]}{at}", {"amount": amount, "timestamp": 1_719_000_000 + turn})
        for at, amount in enumerate(AMOUNTS)
        for turn, way in enumerate(["nm", "mn"] * 30)
    ]
    accounts = [
        {"accountNumber": f"n{at}", "accountType": "SAVINGS", "balance": amount, "interestRate": 0.07}
        for at, amount in enumerate(AMOUNTS)
    ]
    book, served = both(
        {
            "Person": [{"customerId": f"c{at}", "income": amount} for at, amount in enumerate(AMOUNTS)],
            "Account": [*accounts, *({"accountNumber": f"m{at}"} for at in range(len(AMOUNTS)))],
        },
        {
            "OWNS.Person.Account": [(f"c{at}", f"n{at}") for at in range(len(AMOUNTS))],
            "TRANSACTION.Account.Account": moves,
        },
        as_of=DAY,
    )
    assert same_profiles(book, served, customers(book)) == len(AMOUNTS)


def test_moments_at_the_edges_of_days_and_of_32_bits(both: Callable[..., Both]) -> None:
    stamps = [0, 1, 2**31 - 1, 2**31, 1_719_806_399, 1_719_806_400, 1_719_791_999, 1_719_792_000, 1_711_954_800]
    moves = [("n1", "n2", {"amount": 1, "timestamp": at}) for at in stamps if at < 1_719_806_400]
    book, served = both(
        {
            "Person": [{"customerId": "c1", "customerSince": "1800-01-01"}],
            "Account": [{"accountNumber": f"n{at}"} for at in (1, 2)],
        },
        {"OWNS.Person.Account": [("c1", "n1")], "TRANSACTION.Account.Account": moves},
        as_of=DAY,
    )
    for days in (1, 90, 91, 36_500):
        assert same_profiles(book, served, ["c1"], lookback_days=days) == 1


def test_ties_read_the_same_from_both_ends(both: Callable[..., Both]) -> None:
    people = [{"customerId": f"c{at}", "name": f"P{at}"} for at in range(6)]
    companies = [{"companyId": f"c{at}", "name": f"F{at}"} for at in range(3)]  # ids that people have as well
    ties = {
        "SPOUSE.Person.Person": [("c0", "c1"), ("c1", "c0")],
        "CHILD.Person.Person": [("c0", "c2")],
        "PARENT.Person.Person": [("c2", "c0"), ("c3", "c1")],
        "FAMILY_MEMBER.Person.Person": [("c0", "c2"), ("c4", "c0")],
        "BUSINESS_ASSOCIATE.Person.Person": [("c0", "c5"), ("c5", "c5")],
        "PARTNER.Person.Company": [("c0", "c0")],
        "EMPLOYEE_OF.Person.Company": [("c0", "c1")],
        "OWNS.Person.Company": [("c0", "c0", {"percentage": 33.3}), ("c0", "c0", {"percentage": 10.05}), ("c1", "c0")],
        "CONTROLS.Person.Company": [("c0", "c1", {"percentage": 50})],
        "DIRECTOR_OF.Person.Company": [("c1", "c2")],
    }
    book, served = both({"Person": people, "Company": companies}, ties, as_of=DAY)
    assert same_profiles(book, served, customers(book)) == 6


def test_one_edge_counts_once_and_two_count_twice(both: Callable[..., Both]) -> None:
    """Two accounts of one owner, transfers between them at one moment, and an account that two own."""
    moves = [
        {"from": a, "to": b, "amount": 5, "timestamp": 1_719_000_000}
        for a, b in [("n1", "n2"), ("n2", "n1"), ("n1", "n2"), ("n1", "n1"), ("n3", "n1"), ("n2", "n3")] * 40
    ]
    book, served = both(
        {
            "Person": [{"customerId": "c1"}, {"customerId": "c2"}],
            "Account": [{"accountNumber": f"n{at}"} for at in (1, 2, 3)],
        },
        {
            "OWNS.Person.Account": [("c1", "n1"), ("c1", "n2"), ("c2", "n2"), ("c2", "n3")],
            "TRANSACTION.Account.Account": moves,
        },
        as_of=DAY,
    )
    assert same_profiles(book, served, ["c1", "c2"]) == 2


def test_a_hub(both: Callable[..., Both]) -> None:
    """An account that 12,000 transactions touch, and a company that 1,500 people own."""
    people = [{"customerId": f"c{at}"} for at in range(1_500)]
    accounts = [{"accountNumber": f"n{at}", "accountType": "CHECKING", "balance": at} for at in range(300)]
    moves = [
        {
            "from": f"n{at % 300}" if at % 3 else "n0",
            "to": "n0" if at % 3 else f"n{at % 300}",
            "amount": (at % 1000) / 100,
            "timestamp": 1_719_000_000 - 600 * at,
            "type": f"T{at % 7}",
            "location": f"L{at % 40}" if at % 2 else None,
        }
        for at in range(12_000)
    ]
    book, served = both(
        {"Person": people, "Account": accounts, "Company": [{"companyId": "f"}]},
        {
            "OWNS.Person.Account": [("c0", "n0"), *((f"c{at}", "n1") for at in range(1_500))],
            "OWNS.Person.Company": [(f"c{at}", "f", {"percentage": 0.05}) for at in range(1_500)],
            "TRANSACTION.Account.Account": moves,
        },
        as_of=DAY,
    )
    assert same_profiles(book, served, ["c0", "c1", "c1499"]) == 3


def test_two_sources_of_one_book(tmp_path: Path, janusgraph: JanusGraph) -> None:
    make_book(
        tmp_path, {"Person": [{"customerId": "c1", "name": "Ann"}, {"customerId": "c2"}]}, source="core", as_of=DAY
    )
    path = make_book(
        tmp_path,
        {"Person": [{"customerId": "c1", "email": "a@b.c"}]},
        {"SPOUSE.Person.Person": [("c1", "c2")]},
        source="crm",
        as_of=DAY,
    )
    janusgraph.empty()
    send(path, janusgraph.url, Settings())
    book, served = connect(path), connect(janusgraph.url, settings=Settings())
    assert book.book == served.book
    assert same_profiles(book, served, ["c1", "c2"]) == 2
    served.close()
