"""The picture of a state: filtered, folded, bounded and placed, by nothing but its input."""

from __future__ import annotations

import io
import math
import time
from datetime import date
from decimal import Decimal

import networkx as nx

from c360.export.networks import to_graphml
from c360.model.networks import Bond, Entity, Neighbourhood
from c360.model.picture import Picture
from c360.networks.picture import MOST, SHOWN, picture
from c360.networks.state import State
from c360.sheets import networks as sheets
from components.network.data import working
from components.theme import palette

ME = "person:me"


def around(key: str, *others: tuple[str, str, int | None], limits: tuple[str, ...] = ()) -> Neighbourhood:
    """A neighbourhood of (key, role, amount)."""
    entities, bonds = [], []
    for other, role, money in others:
        entities.append(entity(other))
        if role == "TRANSACTION":
            amount = None if money is None else Decimal(money)
            day = date(2024, 6, 1)
            bonds.append(Bond(key, other, role, None, amount, Decimal("0.00"), 1, day, day))
        else:
            bonds.append(Bond(key, other, role))
    return Neighbourhood(entity(key), tuple(entities), tuple(bonds), limits, ())


def entity(key: str) -> Entity:
    kind, _, ident = key.partition(":")
    return Entity(kind, ident, f"Name {ident}")


def drawn(state: State, *parts: Neighbourhood, most: int = MOST) -> Picture:
    return picture(state, {one.centre.key: one for one in parts}, "USD", most)


def keys(found: Picture) -> set[str]:
    return {node.key for node in found.nodes}


SHOPS = [(f"account:s{n:03}", "TRANSACTION", n + 1) for n in range(130)]


def test_what_is_open_is_there_and_what_only_the_folded_led_to_is_not() -> None:
    mine, theirs = (
        around(ME, ("person:a", "SPOUSE", None)),
        around("person:a", ("company:x", "OWNS", None), (ME, "SPOUSE", None)),
    )
    assert keys(drawn(State(ME), mine)) == {ME, "person:a"}
    opened = State(ME, ("person:a", "company:x"))
    far = around("company:x", ("person:b", "EMPLOYEE_OF", None))
    assert keys(drawn(opened, mine, theirs, far)) == {ME, "person:a", "company:x", "person:b"}
    # Folded in the middle: the company is still open in the address, and nothing shown leads to it.
    assert keys(drawn(opened.toggled("person:a"), mine, theirs, far)) == {ME, "person:a"}
    assert keys(drawn(opened.hiding("person:a"), mine, theirs, far)) == {ME}


def test_more_than_25_alike_are_one_node_that_says_how_many() -> None:
    found = drawn(State(ME), around(ME, *SHOPS[:26], ("account:own", "OWNS", None)))
    (group,) = [node for node in found.nodes if node.kind == "group"]
    assert (group.label, group.members, group.money) == ("26 accounts", 26, Decimal(sum(range(1, 27))))
    assert keys(found) == {ME, "account:own", group.key}
    (line,) = [line for line in found.lines if group.key in (line.start, line.end)]
    assert (line.count, line.forward) == (26, group.money)
    assert len(drawn(State(ME), around(ME, *SHOPS[:25])).nodes) == 26


def test_an_open_group_shows_the_largest_and_how_many_are_left() -> None:
    whole = around(ME, *SHOPS)
    (group,) = [node.key for node in drawn(State(ME), whole).nodes if node.kind == "group"]
    found = drawn(State(ME).toggled(group), whole)
    assert len(found.nodes) == 1 + SHOWN + 1
    assert "account:s129" in keys(found)
    assert "account:s000" not in keys(found)
    (left,) = [node for node in found.nodes if node.kind == "group"]
    assert (left.key, left.label, left.opened) == (group, "30 more accounts", True)
    # One of them pinned stands by itself, wherever it is.
    pinned = drawn(State(ME).pinning("account:s001", 500, 20), whole)
    assert next((node.x, node.y, node.pinned) for node in pinned.nodes if node.key == "account:s001") == (500, 20, True)


def test_an_open_group_without_a_node_is_named_so_that_it_can_be_folded() -> None:
    whole = around(ME, *SHOPS[:26])
    (group,) = [node.key for node in drawn(State(ME), whole).nodes if node.kind == "group"]
    found = drawn(State(ME).toggled(group), whole)
    assert group not in keys(found)
    assert found.unfolded == ((group, "26 accounts"),)
    assert drawn(State(ME), whole).unfolded == ()


def spaced(text: object) -> str:
    """A text with plain spaces, where a number and its sign stand close."""
    return " ".join(str(text).split())


def test_a_tie_is_said_from_the_end_that_a_row_is_of() -> None:
    day = date(2024, 6, 1)
    bonds = (
        Bond(ME, "company:f", "OWNS", Decimal("60.0")), Bond("company:f", ME, "OWNS", Decimal("5.0")),
        Bond(ME, "person:mum", "PARENT"), Bond("person:boss", ME, "SPOUSE"), Bond(ME, "company:f", "EMPLOYEE_OF"),
        Bond(ME, "account:a", "TRANSACTION", None, Decimal("20.00"), Decimal("3.00"), 2, day, day),
        Bond(ME, "account:b", "TRANSACTION", None, None, None, 1, day, day),
    )  # fmt: skip
    others = tuple(entity(key) for key in ("company:f", "person:mum", "person:boss", "account:a", "account:b"))
    found = drawn(State(ME), Neighbourhood(entity(ME), others, bonds, (), ()))
    said = {row[5]: spaced(row[2]) for row in sheets.nodes(found, "USD").rows}
    assert said["f"] == "owned by 60.0 %, owns 5.0 %, employs: Name me"
    assert said["mum"] == "parent of: Name me"
    assert said["boss"] == "spouse: Name me"
    assert said["a"] == "paid by $20, paid $3: Name me"
    assert said["b"] == "money unknown: Name me"
    assert "owns 60.0 %, owned by 5.0 %, employed by: Name f" in said["me"]
    assert "child of: Name mum" in said["me"]
    # Each way is a row of its own.
    assert {(spaced(row[1]), *row[3:]) for row in sheets.lines(found).rows} == {
        ("owns 60.0 %, employed by", ME, "company:f"), ("owns 5.0 %", "company:f", ME), ("child of", ME, "person:mum"),
        ("spouse", "person:boss", ME), ("paid $20", ME, "account:a"), ("paid $3", "account:a", ME),
        ("money unknown", ME, "account:b"),
    }  # fmt: skip
    edges = {edge["to"] if edge["from"] == ME else edge["from"]: edge for edge in working(found, palette()).edges}
    heads = {key: edge["arrows"] for key, edge in edges.items()}
    assert heads == {"company:f": "from to", "person:mum": "to", "person:boss": "", "account:a": "from to",
                     "account:b": ""}  # fmt: skip
    assert spaced(edges["company:f"]["told"]) == (
        "Name me – owns 60.0 %, employed by: Name f; Name f – owns 5.0 %: Name me"
    )


def test_ties_to_a_group_keep_their_direction() -> None:
    staff = [f"person:p{n:02}" for n in range(30)]
    bonds = tuple(Bond(one, ME, "EMPLOYEE_OF") for one in staff)
    found = drawn(State(ME), Neighbourhood(entity(ME), tuple(map(entity, staff)), bonds, (), ()))
    (group,) = [node.key for node in found.nodes if node.kind == "group"]
    assert [row[1:2] + row[3:] for row in sheets.lines(found).rows] == [("employed by", group, ME)]
    assert next(row[2] for row in sheets.nodes(found, "USD").rows if row[1] == "Group") == "employed by: Name me"
    ((start, end, data),) = nx.read_graphml(io.BytesIO(to_graphml(found, "USD"))).edges(data=True)
    assert (start, end, data["role"]) == (group, ME, "EMPLOYEE_OF")


def test_filters_by_kind_role_and_amount_and_an_unknown_amount_is_not_small() -> None:
    whole = around(
        ME, ("person:a", "SPOUSE", None), ("account:big", "TRANSACTION", 500), ("account:low", "TRANSACTION", 5),
        ("account:odd", "TRANSACTION", None), ("address:d", "HAS_ADDRESS", None),
    )  # fmt: skip
    found = drawn(State(ME, least=Decimal(100), without=("address",)), whole)
    assert keys(found) == {ME, "person:a", "account:big", "account:odd"}
    assert found.limits == (
        "left out by choice: addresses and money of less than $100.00",
        "2 are left out by the filters, or hung only on what is hidden",
    )
    assert "address" in found.kinds
    assert keys(drawn(State(ME, without=("TRANSACTION", "SPOUSE")), whole)) == {ME, "address:d"}
    hidden = drawn(State(ME).hiding("person:a"), whole)
    assert hidden.limits == ("1 is hidden",)


def test_no_more_than_are_drawn_and_that_is_said() -> None:
    many = [(f"person:p{n}", f"ROLE_{chr(65 + n // 20)}", None) for n in range(400)]
    found = drawn(State(ME), around(ME, *many))
    assert len(found.nodes) == MOST
    assert found.limits == ("300 of 401 are drawn: fold or filter to see others",)
    assert found.nodes[0].key == ME


def test_sizes_and_widths_follow_the_money() -> None:
    found = drawn(State(ME), around(ME, ("account:big", "TRANSACTION", 100_000), ("account:low", "TRANSACTION", 10)))
    sizes = {node.key: node.size for node in found.nodes}
    widths = {line.end: line.width for line in found.lines}
    assert sizes["account:big"] > sizes["account:low"] > 13
    assert widths["account:big"] == 7.0 > widths["account:low"] > 1


def test_the_same_state_gives_the_same_picture_fast_and_nobody_stands_on_another() -> None:
    parts = [around(ME, *((f"person:p{n}", "FAMILY_MEMBER", None) for n in range(12)))]
    parts += [around(f"person:p{n}", *((f"account:a{n}-{m}", "OWNS", None) for m in range(24))) for n in range(11)]
    state = State(ME, tuple(f"person:p{n}" for n in range(11)))
    started = time.perf_counter()
    first = drawn(state, *parts)
    assert time.perf_counter() - started < 0.2
    assert len(first.nodes) == 277
    assert first == drawn(state, *parts)
    places = [(node.x, node.y) for node in first.nodes]
    assert min(math.dist(a, b) for at, a in enumerate(places) for b in places[:at]) > 14


def test_what_is_not_in_the_book_is_said() -> None:
    found = drawn(State(ME, ("person:gone",)), around(ME, limits=("a limit",)))
    assert found.limits == ("a limit", "1 of what this link opens is not in this book, or nothing shown leads to it")


def test_reasons_are_sentences() -> None:
    names = {"account:1": "Checking 1", "account:2": "Shop 2"}
    day = date(2024, 6, 5)
    money = Bond("account:1", "account:2", "TRANSACTION", None, Decimal("10.00"), Decimal("0.00"), 2, day, day)
    assert (
        sheets.sentence(money, names, "USD")
        == "Checking 1 paid $10.00 to Shop 2, in 2 transactions, last on 5 Jun 2024"
    )
    unknown = Bond("account:1", "account:2", "TRANSACTION", None, None, Decimal("0.00"), 1, day, day)
    assert "paid unknown to" in sheets.sentence(unknown, names, "USD")
    assert sheets.sentence(Bond("a", "b", "PARENT"), {"a": "Ann", "b": "Bo"}, "USD") == "Ann is a child of Bo"
