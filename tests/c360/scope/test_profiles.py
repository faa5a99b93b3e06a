"""A customer outside the role's part doesn't exist to it, and is nobody in the profiles of others."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Final

import pytest

from c360.access import LOCAL, Role
from c360.access.part import OUTSIDE
from c360.graph.connect import Graph, connect
from c360.profile import Customer360Builder
from c360.signals import new_counterparty
from tests.c360.scope.banks import MARKS, NORTH, Kept, bank, rows
from tests.factories import make_book

PAID: Final = "TRANSACTION.Account.Account"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def graph(book: Path) -> Graph:
    return connect(str(book))


def test_a_profile_names_nobody_outside(graph: Graph) -> None:
    whole = Customer360Builder(graph, audit=Kept(), user="ada", role=LOCAL).build_profile("vis-1").to_json()
    assert "Zoltan" in whole
    assert "HX-1" in whole
    text = Customer360Builder(graph, audit=Kept(), user="ada", role=NORTH).build_profile("vis-1").to_json()
    assert [mark for mark in MARKS if mark in text] == []
    assert OUTSIDE in text


@pytest.mark.parametrize(
    ("named", "told"), [("Zoltan Quixley", "Zoltan Quixley"), (None, "HX-1"), ("A (b) + c.", "A (b) + c.")]
)
def test_a_signal_names_nobody_outside_in_its_sentence(tmp_path: Path, named: str | None, told: str) -> None:
    vertices, edges = rows()
    long_ago = {**edges[PAID][0], "transactionId": "TX-old", "to": "X-9", "timestamp": datetime(2022, 1, 1, 10)}
    burst = [
        {**long_ago, "transactionId": f"TX-new-{day}", "to": "HX-1", "amount": 20_000.0, "counterparty": named,
         "timestamp": datetime(2024, 6, day, 10)}
        for day in range(3, 11)
    ]  # fmt: skip
    edges[PAID] = [*(one for one in edges[PAID] if one["counterparty"] != told), long_ago, *burst]
    graph = connect(str(make_book(tmp_path, vertices, edges, as_of=date(2024, 6, 30))))

    def because(role: Role) -> str:
        found = Customer360Builder(graph, audit=Kept(), user="ada", role=role).build_profile("vis-1").signals
        assert found is not None
        return next(one.because for one in found.signals if one.signal == new_counterparty.ID)

    whole = because(LOCAL)
    assert f"payments with {told} " in whole
    assert because(NORTH) == whole.replace(told, OUTSIDE)
