"""Whether a customer may be a relative of the user who looked at them."""

from __future__ import annotations

from pathlib import Path

import pytest

from c360 import policy as policies
from c360.acts import kin
from c360.acts.kin import Person
from c360.names import words
from tests.factories import open_book


def person(id_: str = "c-1", name: str = "Sarah Johnson", email: str = "", home: str = "") -> Person:
    return Person(id_, words(name), email, frozenset({home} - {""}))


@pytest.mark.parametrize(("user", "expected"), [
    ("mike.johnson@bank.example", "johnson"), ("MIKE_JOHNSON@bank.example", "johnson"), ("Mike Johnson", "johnson"),
    ("mike.johnson.jr@bank.example", "johnson"), ("mjohnson@bank.example", ""), ("mjohnson", ""), ("", ""),
    ("mike.j@bank.example", ""), ("andré.müller@bank.example", "muller"),
])  # fmt: skip
def test_a_users_surname(user: str, expected: str) -> None:
    assert kin.surname(user) == expected


def test_ties() -> None:
    own = person("c-9", "Mike Johnson", "m@bank.example", "1 elm st ulm")
    assert kin.tie("M@bank.example", None, own) == "Looked at their own record."
    assert kin.tie("m@bank.example", own, own) == "Looked at their own record."
    assert kin.tie("m@bank.example", own, person("c-2", "Ada Byron", home="1 elm st ulm")).startswith(
        "Lives at the same"
    )
    assert kin.tie("m@bank.example", own, person("c-3")) == "Has the user's surname."
    assert kin.tie("mike.johnson@bank.example", None, person("c-3")) == "Has the user's surname."
    assert kin.tie("m@bank.example", own, person("c-4", "Ada Byron", home="2 elm st ulm")) == ""
    assert kin.tie("mike.johnson@bank.example", None, person("c-5", "Johnson Byron")) == ""
    assert kin.tie("", None, person("c-6", "Cher")) == ""


def test_users_are_found_among_the_customers_by_their_e_mail(tmp_path: Path) -> None:
    people = [
        {"customerId": "c-1", "name": "Mike Johnson", "email": "mike@bank.example"},
        {"customerId": "c-2", "name": "Ada Byron"},
        {"customerId": "c-3", "name": "Sam Hill", "email": "mike@other.example"},
    ]  # fmt: skip
    homes = [("c-1", "Address-1"), ("c-2", "Address-1"), ("c-3", "Address-2")]
    graph = open_book(
        tmp_path, {"Person": people, "Address": [{"street": "1 Elm St", "city": "Ulm"}, {"city": "Bonn"}]},
        {"HAS_ADDRESS.Person.Address": homes},
    )  # fmt: skip
    policy = policies.load()
    own = kin.users_as_customers(graph, policy, ["mike@bank.example", "root", "nobody@bank.example"])
    assert {user: one.customer_id for user, one in own.items()} == {"mike@bank.example": "c-1"}
    known = kin.people(graph, policy, ["c-2", "c-3", "c-gone"])
    assert set(known) == {"c-2", "c-3"}
    ties = {one: kin.tie("mike@bank.example", own["mike@bank.example"], known[one]) for one in known}
    assert ties == {"c-2": "Lives at the same address as the user.", "c-3": ""}
