"""The state of a picture and its address: each the other's image, and garbage refused gently."""

from __future__ import annotations

import time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from c360.networks.state import State, amount, read

ME, SPOUSE, GROUP = "person:c-1", "person:c-2", "group:0123456789ab"


def test_what_is_done_and_undone_is_in_the_address() -> None:
    state = State(ME).toggled(SPOUSE).toggled(GROUP).hiding("account:a,b@1").pinning(SPOUSE, 10.4, -7.6)
    assert state.entities() == (ME, SPOUSE)
    assert state.query() == {
        "open": [SPOUSE, GROUP], "hide": ["account:a,b@1"], "pin": ["person:c-2@10,-8"],
    }  # fmt: skip
    assert read(ME, state.query()) == (state, ())
    assert state.toggled(SPOUSE).opened == (GROUP,)
    assert state.unpinned(SPOUSE).pinned == ()
    assert state.hiding(SPOUSE).opened == (GROUP,)
    assert state.hiding(SPOUSE).pinned == ()


def test_the_centre_stays_open_and_shown() -> None:
    assert State(ME).toggled(ME) == State(ME) == State(ME).hiding(ME)
    assert State(ME).is_open(ME)
    assert read(ME, {"open": [ME], "hide": [ME]})[0] == State(ME)


def test_no_more_is_opened_hidden_or_pinned_than_can_be() -> None:
    state = State(ME)
    for n in range(150):
        state = state.toggled(f"person:o-{n}").hiding(f"person:h-{n}").pinning(f"person:p-{n}", 0, 0)
    assert (len(state.entities()), len(state.hidden), len(state.pinned)) == (40, 100, 60)
    found, told = read(ME, {"open": [f"person:o-{n}" for n in range(60)]})
    assert len(found.opened) == 39
    assert told == ("it wants to open more than 39: 21 are left out",)


def test_what_is_cut_of_an_address_is_told() -> None:
    found, told = read(ME, {"pin": [f"person:p-{n}@0,0" for n in range(100)]})
    assert len(found.pinned) == 60
    assert told == ("it wants to pin more than 60: 40 are left out",)
    started = time.perf_counter()
    found, told = read(ME, {"hide": [f"person:p-{n}" for n in range(8_000)], "pin": ["x"] * 8_000})
    assert time.perf_counter() - started < 0.05
    assert len(found.hidden) == 100
    assert told[0] == "of 8,000 that it wants to pin only 400 were looked at"
    assert "of 8,000 that it wants to hide only 400 were looked at" in told
    assert "it wants to hide more than 100: 300 are left out" in told


def test_groups_count_as_open_in_the_address_as_they_do_when_it_is_read() -> None:
    state = State(ME)
    for n in range(60):
        state = state.toggled(f"group:{n:012x}" if n % 2 else f"person:o-{n}")
    assert state.full()
    assert read(ME, state.query()) == (state, ())


def test_garbage_is_told_and_left_out() -> None:
    found, told = read(ME, {
        "open": ["x", "person:", "group:zz", "person:" + "x" * 300, "person:\ud800", SPOUSE], "hide": ["' or 1=1"],
        "pin": ["person:c-2@1", "person:c-2@99999,1", "@1,1", "person:c-2@１,1"], "without": ["<b>", "address", "OWNS"],
        "least": ["-5"],
    })  # fmt: skip
    assert found == State(ME, (SPOUSE,), without=("address", "OWNS"))
    assert len(told) == 5
    assert State(ME).toggled("nonsense").pinning(SPOUSE, float("nan"), 0).pinning(SPOUSE, 1e9, 0) == State(ME)


def test_amounts() -> None:
    assert amount("1,000.50") == Decimal("1000.50")
    for text in ("", "abc", "NaN", "Infinity", "0", "-1", "1e40", "9" * 40):
        assert amount(text) is None


@given(st.dictionaries(st.sampled_from(["open", "hide", "pin", "without", "least"]), st.lists(st.text(), max_size=5)))
def test_whatever_an_address_holds_the_state_that_is_read_reads_the_same_again(query: dict[str, list[str]]) -> None:
    state, _ = read(ME, query)
    assert read(ME, state.query()) == (state, ())
