"""The access file: what it gives to whom, and that whatever is wrong in it gives nothing to anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360.access import ANALYST, NOBODY, Access, load
from c360.access.file import parse
from c360.errors import AccessError, NotAllowed

SHIPPED = load()
ROLE = """
manager_claim = "manager"
[[roles]]
name = "reader"
sections = ["identity"]
books = ["all"]
rights = ["export"]
[roles.part]
everyone = true
"""
GRANT = """
[[grants]]
claim = "groups"
has = "readers"
role = "reader"
"""


def read(text: str) -> Access:
    return parse(text.encode())


def wrong(text: str) -> str:
    with pytest.raises(AccessError) as found:
        read(text)
    return found.value.title


def test_the_shipped_analyst_is_the_one_of_the_code() -> None:
    assert SHIPPED.roles["analyst"] == ANALYST


@pytest.mark.parametrize("name", ["auditor", "administrator"])
def test_some_roles_are_for_no_customer_and_see_no_section(name: str) -> None:
    role = SHIPPED.roles[name]
    assert role.sections == frozenset()
    assert role.part == NOBODY


def test_a_manager_has_the_customers_of_their_own_name() -> None:
    claims = {"groups": ["c360-relationship-managers"], "relationship_manager": "R. Ortiz"}
    assert SHIPPED.role("r.ortiz", claims).part.managers == frozenset({"R. Ortiz"})
    del claims["relationship_manager"]
    assert SHIPPED.role("r.ortiz", claims).part.managers == frozenset()


def test_the_first_grant_that_fits_gives_the_role() -> None:
    claims = {"groups": ["c360-analysts", "c360-auditors"]}
    assert SHIPPED.role("ada", claims).name == "auditor"


def test_a_grant_to_a_user_is_letter_for_letter() -> None:
    access = read(ROLE + '[[grants]]\nuser = "ada@bank.example"\nrole = "reader"\n')
    assert access.role("ada@bank.example", {}).name == "reader"
    with pytest.raises(NotAllowed):
        access.role("Ada@bank.example", {})


_OTHER = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5)
_CLAIM = st.recursive(
    _OTHER, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=2)
)


@given(claim=_CLAIM, user=st.text(max_size=10))
def test_a_claim_that_says_anything_else_gives_nothing(claim: object, user: str) -> None:
    with pytest.raises(NotAllowed):
        read(ROLE + GRANT).role(user, {"groups": claim, "other": "readers"})


@pytest.mark.parametrize("claim", [["readers", 7], {"readers": True}, ["readers", None], ["readers", ""], b"readers"])
def test_a_list_that_holds_more_than_texts_gives_nothing(claim: object) -> None:
    with pytest.raises(NotAllowed):
        read(ROLE + GRANT).role("ada", {"groups": claim})


def test_every_fault_is_named_with_its_line() -> None:
    told = wrong(
        ROLE.replace('"identity"', '"value", "nowhere"').replace("everyone = true", "staff = 1")
        + GRANT.replace('"reader"', '"writer"') + "surplus = 1\n"
    )  # fmt: skip
    for said in ("line 5, roles.0.sections: expected a list of", "line 9, roles.0.part.staff: expected true or false",
                 "line 8, roles.0.part: limits nothing", "line 14, grants.0.role: expected one of reader",
                 "line 15, grants.0.surplus: is not a key of the access"):  # fmt: skip
        assert said in told


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ('"identity.basic_info.shoeSize" = "masked"', "is no field of the profile"),
        ('"identity.demographics.income" = "masked"', "has no mask: it is clear or absent"),
        ('"identity.basic_info.customerId" = "absent"', "can't be hidden"),
        ('"identity.basic_info.ssn" = "blurred"', "expected one of clear, masked, absent"),
    ],
)
def test_a_field_that_cannot_be_hidden_so_is_refused(field: str, said: str) -> None:
    assert said in wrong(ROLE.replace("[roles.part]", f"[roles.fields]\n{field}\n[roles.part]") + GRANT)


def test_a_section_needs_those_it_is_made_of() -> None:
    assert "value is made of products" in wrong(ROLE.replace('"identity"', '"value"') + GRANT)


def test_a_role_without_a_part_has_no_customers() -> None:
    access = read(ROLE.partition("[roles.part]")[0] + GRANT)
    assert access.roles["reader"].part == NOBODY


@pytest.mark.parametrize("raw", [b"\xff", b"roles = 1", b"", b"[[roles]", b"x = 1" * 300_000])
def test_what_is_no_access_file_gives_nothing(raw: bytes) -> None:
    with pytest.raises(AccessError):
        parse(raw)


def test_a_file_that_is_not_there_gives_nothing(tmp_path: Path) -> None:
    with pytest.raises(AccessError, match="can't be read"):
        load(tmp_path / "access.toml")


def test_of_another_book_than_its_own_a_role_sees_nothing() -> None:
    role = read(ROLE.replace('books = ["all"]', 'books = ["Main bank"]') + GRANT).roles["reader"]
    assert role.within("Main bank") == role
    other = role.within("Another bank")
    assert (other.sections, other.part, other.rights) == (frozenset(), NOBODY, frozenset())
