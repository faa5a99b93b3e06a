"""Hostile texts as questions: to the search, as ids, as keys and parameters of an address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import companies, households, near, ownership
from c360.access import ANALYST
from c360.audit import AuditLog, NullLog
from c360.errors import C360Error
from c360.graph.connect import Graph, connect
from c360.model import Profile
from c360.networks import expand, state
from c360.networks.connections import connections
from c360.networks.flows import flows
from c360.policy import load
from c360.profile import Customer360Builder
from c360.search import Hit, Search, search
from tests.factories import make_book
from tests.hostile.bank import AS_OF, EDGES, IDS, VERTICES, state_of
from tests.hostile.inputs import DOCUMENT, SSN, WAYS_OF_IDS, asked, civil, fuzzed, payloads, storable, texts, tried

POLICY = load()
MANY = replace(POLICY, searches_a_minute=1_000_000)  # more is asked here than one person reads


class Bank(NamedTuple):
    """A book that is asked, and the log that keeps what was."""

    path: Path
    graph: Graph
    log: AuditLog


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """At the end the book's files are what they were."""
    folder = tmp_path_factory.mktemp("asked")
    path = make_book(folder, VERTICES, EDGES, as_of=AS_OF)
    before = state_of(path)
    bank = Bank(path, connect(path), AuditLog(folder / "audit.sqlite"))
    yield bank
    after = {name: digest for name, digest in state_of(path).items() if not name.startswith("audit.")}
    assert after == before


def told(answer: object) -> str:
    """An answer as text, to be looked through for what may not be in it."""
    return answer.to_json() if isinstance(answer, Profile) else repr(answer)


def kept(answer: object) -> None:
    """Nothing that is masked stands in an answer."""
    if not isinstance(answer, C360Error):
        assert SSN not in told(answer)
        assert DOCUMENT not in told(answer)


# --- the search


def found(hits: list[Hit] | C360Error) -> None:
    """Whatever was asked, what is found is in the book."""
    if isinstance(hits, list):
        assert {hit.id for hit in hits} <= IDS
        assert len(hits) <= 10
    kept(hits)


def test_whatever_is_searched_is_answered_or_refused_in_a_sentence(bank: Bank) -> None:
    with tried("search") as seen:
        for text in payloads():
            found(asked(search, bank.graph, text, policy=MANY, user="ada", audit=bank.log))
            seen.add(text)


def test_facets_and_spellings_of_whatever_is_searched(bank: Bank) -> None:
    index = Search(bank.graph)
    with tried("narrowing") as seen:
        for text in payloads():
            kept(asked(index.facets, text))
            nearest = asked(index.nearest, text)
            assert isinstance(nearest, C360Error) or len(nearest) <= 5
            seen.add(text)


def test_any_text_at_all_is_searched(bank: Bank) -> None:
    with tried("search, any text") as seen:

        @fuzzed
        @given(texts())
        def searched(text: str) -> None:
            found(asked(search, bank.graph, text, policy=MANY, user="ada", audit=NullLog()))
            seen.add(text)

        searched()


def test_no_text_finds_by_a_number_that_is_masked(bank: Bank) -> None:
    with tried("masked numbers") as seen:
        for number in (SSN, SSN.replace("-", ""), SSN[-4:], DOCUMENT, DOCUMENT[-4:], DOCUMENT.lower()):
            for form in ("{}", "ssn:{}", "document:{}", "SSN: {}", 'ssn:"{}"', "name:{}", "id:{}", "phone:{}", "{}*",
                         "*{}", "ssn={}", "%{}%", "ssn\u200b:{}", "\uff53sn:{}", "{} OR 1", "tel:{}", "customer:{}",
                         "a ssn:{}"):  # fmt: skip
                text = form.format(number)
                hits = asked(search, bank.graph, text, policy=MANY, user="ada", audit=NullLog(), role=ANALYST)
                assert isinstance(hits, C360Error) or "c-1" not in {hit.id for hit in hits}, text
                seen.add(text)


# --- ids


def ways(bank: Bank, audit: Any) -> dict[str, Callable[[str], object]]:
    """Everything of the core that takes an id, or a key of the network, from outside."""
    how: Any = {"policy": POLICY, "user": "ada", "audit": audit}
    builder = Customer360Builder(bank.graph, POLICY, audit, "ada")
    return {
        "profile": builder.build_profile,
        "profiles": lambda text: builder.build_profiles([text]),
        "uncover": lambda text: builder.uncover(text, "ssn", "because"),
        "revenue": lambda text: builder.records(text, "fees"),
        "household": lambda text: households.household(bank.graph, text, **how),
        "owners": lambda text: ownership.owners(bank.graph, text, **how),
        "owned": lambda text: ownership.owned(bank.graph, text, **how),
        "company": lambda text: companies.company(bank.graph, text, **how),
        "flows": lambda text: flows(bank.graph, text, **how),
        "connected": lambda text: connections(bank.graph, ["c-1", text], **how),
        "expand": lambda text: expand(bank.graph, [f"person:{text}"], **how),
        "key": lambda text: expand(bank.graph, [text], **how),
    }


@pytest.mark.parametrize("way", WAYS_OF_IDS)
def test_whatever_is_given_for_an_id_is_nobodys(bank: Bank, way: str) -> None:
    ask = ways(bank, NullLog())[way]
    with tried(f"ids, {way}") as seen:
        for text in payloads()[WAYS_OF_IDS.index(way) % 2 :: 2]:  # each text goes into six ways
            answer = asked(ask, text)
            # An expansion leaves out what isn't there, all else says so.
            assert isinstance(answer, C360Error) or answer == {}, text[:80]
            seen.add(text)


def test_any_text_at_all_is_nobodys_id(bank: Bank) -> None:
    every = ways(bank, NullLog())
    with tried("ids, any text") as seen:

        @fuzzed
        @given(texts().filter(lambda text: text not in IDS), st.sampled_from(WAYS_OF_IDS))
        def nobodys(text: str, way: str) -> None:
            answer = asked(every[way], text)
            assert isinstance(answer, C360Error) or answer == {}
            seen.add((way, text))

        nobodys()


def test_every_look_at_nobody_is_on_record_as_typed(bank: Bank) -> None:
    """With the real log, which has to take any text and seal it."""
    before = bank.log.verify()
    builder = Customer360Builder(bank.graph, POLICY, bank.log, "ada")
    some = payloads()[::3]
    for text in some:
        assert isinstance(asked(builder.build_profile, text), C360Error)
    assert bank.log.verify() == before + len(some)


def test_ids_that_look_like_one_are_real_ones(bank: Bank) -> None:
    with tried("near ids") as seen:
        for text in payloads(120)[::16]:
            hits = asked(near.near, bank.graph, text, policy=MANY, user="ada", audit=NullLog())
            found(hits)
            seen.add(text)


def test_days_sections_lines_and_fields_that_there_are_not(bank: Bank) -> None:
    builder = Customer360Builder(bank.graph, POLICY, NullLog(), "ada")
    with tried("parameters") as seen:
        for text in payloads():
            if text in ("2024-06-30", "0001-01-01", "9999-12-31"):
                continue
            for name, ask in (
                ("as of", lambda text=text: builder.build_profile("c-1", as_of=text)),
                ("section", lambda text=text: builder.build_profile("c-1", sections=[text])),
                ("line", lambda text=text: builder.records("c-1", text)),
                ("field", lambda text=text: builder.uncover("c-1", text, "because")),
            ):
                assert isinstance(asked(ask), C360Error), (name, text[:80])
                seen.add((name, text))


def test_the_address_of_a_picture_is_read_within_bounds() -> None:
    with tried("addresses of pictures") as seen:
        for text in payloads():
            for name in state.PARAMETERS:
                for value in (text, f"person:{text}", f"{text}@1,2", f"group:{text}"):
                    made, problems = state.read("person:c-1", {name: [value]})
                    civil(" ".join(problems) or "-")
                    assert made.centre == "person:c-1"
                    assert all(len(one) <= 220 and storable(one) for one in (*made.opened, *made.hidden))
                    assert state.read("person:c-1", made.query())[0] == made, "an address that leads elsewhere"
            seen.add(text)
        made, _ = state.read("person:c-1", {name: list(payloads()) * 20 for name in state.PARAMETERS})
        assert len(made.opened) + len(made.hidden) + len(made.pinned) + len(made.without) < 300
