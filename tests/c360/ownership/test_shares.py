"""Effective shares against figures worked out by hand, a linear solve, and bounds that hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360.ownership.shares import Stakes, closed_circles, in_company, of_party

_PEOPLE = ["p", "q", "r"]
_FIRMS = ["a", "b", "c", "d", "e"]


def exact(shares: Mapping[str, Mapping[str, float]]) -> Stakes:
    return {company: {owner: (one, one) for owner, one in owners.items()} for company, owners in shares.items()}


def one(stakes: Stakes, party: str, company: str) -> tuple[float, float]:
    low, high = in_company(stakes, company).get(party, (0.0, 0.0))
    assert of_party(stakes, party)[company] == pytest.approx((low, high), abs=1e-6)  # from either side
    return round(low, 6), round(high, 6)


def every(stakes: Stakes) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of each party (columns) in each company (rows), from either side."""
    names = [*_PEOPLE, *_FIRMS]
    above = np.array([[in_company(stakes, company).get(name, (0.0, 0.0)) for name in names] for company in _FIRMS])
    below = np.array([[of_party(stakes, name).get(company, (0.0, 0.0)) for name in names] for company in _FIRMS])
    assert np.allclose(above, below, atol=1e-6)
    return above[:, :, 0], above[:, :, 1]


def test_the_circle_of_the_literature() -> None:
    stakes = exact({"a": {"p": 0.8, "b": 0.2}, "b": {"a": 0.5, "x": 0.5}})
    assert one(stakes, "p", "a") == pytest.approx((8 / 9, 8 / 9), abs=1e-6)
    assert one(stakes, "x", "a") == pytest.approx((1 / 9, 1 / 9), abs=1e-6)
    assert one(stakes, "a", "a")[0] == pytest.approx(1 / 9, abs=1e-6)  # in itself, and nobody's


def test_chains_and_parallel_paths() -> None:
    stakes = exact({"t": {"a": 0.6, "b": 0.3, "q": 0.1}, "a": {"p": 0.5}, "b": {"a": 0.4, "p": 0.2}})
    # By a: .6 x .5; by b: .3 x .2; by b and a: .3 x .4 x .5.
    assert one(stakes, "p", "t")[0] == pytest.approx(0.3 + 0.06 + 0.06)


def test_a_share_that_nobody_tells_is_anything_up_to_what_is_left() -> None:
    stakes = {"t": {"a": (0.0, 0.7), "q": (0.3, 0.3), "r": (0.0, 0.7)}, "a": {"p": (0.5, 0.5)}}
    assert one(stakes, "p", "t") == (0, 0.35)
    assert one(stakes, "r", "t") == (0, 0.7)
    assert one(stakes, "q", "t") == (0.3, 0.3)


def test_what_is_open_goes_round_a_circle_once_at_most() -> None:
    stakes = {"a": {"b": (0.0, 1.0), "p": (0.0, 1.0)}, "b": {"a": (0.9, 0.9), "q": (0.1, 0.1)}}
    assert one(stakes, "p", "a") == (0, 1)
    assert one(stakes, "q", "a") == (0, 1)  # all of a is b's, and what goes round comes to q in the end


def test_companies_that_own_each_other_wholly() -> None:
    assert closed_circles(exact({"a": {"b": 1.0}, "b": {"a": 1.0}, "t": {"a": 0.5, "p": 0.5}})) == [["a", "b"]]
    assert closed_circles(exact({"a": {"a": 1.0}})) == [["a"]]
    assert closed_circles(exact({"a": {"b": 0.9, "p": 0.1}, "b": {"a": 1.0}})) == []
    assert closed_circles({}) == []


@st.composite
def groups(draw: st.DrawFn) -> dict[str, dict[str, float]]:
    """Shares of at most 96 % each company's, circles and all."""
    found = {}
    for company in _FIRMS:
        names = draw(st.lists(st.sampled_from([*_PEOPLE, *(one for one in _FIRMS if one != company)]), unique=True))
        weights = [draw(st.integers(1, 100)) for _ in names]
        scale = draw(st.integers(10, 96)) / 100 / sum(weights) if weights else 0
        found[company] = {name: weight * scale for name, weight in zip(names, weights, strict=True)}
    return found


@settings(max_examples=60, deadline=None)
@given(groups())
def test_as_a_linear_solve_has_it(shares: dict[str, dict[str, float]]) -> None:
    names = [*_PEOPLE, *_FIRMS]
    direct = np.array([[shares.get(company, {}).get(owner, 0.0) for company in names] for owner in names])
    whole = np.linalg.inv(np.eye(len(names)) - direct) @ direct
    low, high = every(exact(shares))
    assert np.allclose(low.T, np.minimum(whole[:, [names.index(one) for one in _FIRMS]], 1.0), atol=1e-9)
    assert np.allclose(low, high, atol=1e-9)
    # What people have of a company is at most all of it.
    assert (low[:, : len(_PEOPLE)].sum(axis=1) <= 1 + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(groups(), st.data())
def test_bounds_hold_whatever_the_open_shares_are(shares: dict[str, dict[str, float]], data: st.DataObject) -> None:
    hidden = {
        (company, owner)
        for company, owners in shares.items()
        for owner in sorted(owners)
        if data.draw(st.booleans(), label=f"{owner} of {company} is not told")
    }
    stakes: dict[str, dict[str, tuple[float, float]]] = {}
    for company, owners in shares.items():
        left = 1 - sum(share for owner, share in owners.items() if (company, owner) not in hidden)
        stakes[company] = {
            owner: (0.0, left) if (company, owner) in hidden else (share, share) for owner, share in owners.items()
        }
    low, high = every(stakes)
    true, _ = every(exact(shares))
    people = slice(0, len(_PEOPLE))
    assert (low <= true + 1e-9).all()
    assert (true[:, people] <= high[:, people] + 1e-6).all()
    assert (np.minimum(true, 1) <= high + 1e-6).all()
