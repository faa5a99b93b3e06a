"""A search within a part finds, counts and suggests as if the book held nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from c360.access import Part
from c360.search import Search
from tests.c360.scope.banks import NORTH, bank

# Each finds somebody or something in the whole book, and is of the hidden alone.
HIDDEN = (
    "Zoltan Quixley", "Quixly", "Wilhelmna", "hid-1", "id:hid-1", "HX-1", "account:HX-1", "zoltan@quixley.example",
    "email:quixley.example", "phone:5557770", "5557770", "town:Elsewhere", "Zoltan Springfield", "born:2015-02-03",
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture(scope="module")
def visible(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same bank without those outside: what a search within the part must be like."""
    return bank(tmp_path_factory.mktemp("visible"), only_visible=True)


def answer(book: Path, part: Part, text: str) -> Any:
    index = Search(book, part)
    hits = [(hit, hit.how, hit.words, hit.town, hit.born) for hit in index.find(text, 50)]
    facets = index.facets(text)
    return hits, facets, index.nearest(text), dict(index.counts())


@pytest.mark.parametrize(
    "text", [*HIDDEN, "Vera", "North", "Noa", "Springfield", "1980", "N-", "vis", "kind:account", "TX-3"]
)
def test_a_part_is_searched_as_if_it_were_the_book(book: Path, visible: Path, text: str) -> None:
    assert answer(book, NORTH.part, text) == answer(visible, Part(), text)
