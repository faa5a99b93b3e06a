"""A search over a server finds what it finds in the book; the index may be kept, and comes again where damaged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from c360 import Graph, connect
from c360.cli import main
from c360.search import Search
from c360.search.build import KEY
from c360.settings import Settings
from tests.contract.server import JanusGraph

TEXTS = (
    "sarah johnson",
    "jonson sara",
    "Bob",
    "12345",
    "town:eastharbor born:1980..1990",
    "@example.com",
    "2000000042",
)


def test_both_find_the_same(embedded_demo: Graph, served_demo: Graph) -> None:
    for text in TEXTS:
        found = Search(embedded_demo).find(text, 25)
        assert found, text
        assert found == Search(served_demo).find(text, 25)
        assert Search(embedded_demo).facets(text) == Search(served_demo).facets(text)


def test_the_index_is_kept_and_what_is_damaged_is_fetched_again(
    served_demo: Graph, janusgraph: JanusGraph, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "somebody's").mkdir()
    old = folder / "0123456789abcdef"
    old.mkdir()
    os.utime(old, (0, 0))  # not used for a day
    assert main(["index", "--graph", janusgraph.url, "--into", str(folder)]) == 0
    assert "person" in capsys.readouterr().out
    assert not old.exists()
    kept = next(one for one in folder.iterdir() if one.name != "somebody's")
    files = {path.name: path.read_bytes() for path in kept.iterdir()}
    assert (kept / KEY).stat().st_mode & 0o077 == 0

    name = max(files, key=lambda one: len(files[one]))
    (kept / name).unlink()  # in place it would be cut under whoever has it open
    (kept / name).write_bytes(files[name][:10])
    graph = connect(janusgraph.url, settings=Settings(index=folder))
    assert Search(graph).find("sarah johnson") == Search(served_demo).find("sarah johnson")
    graph.close()
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == files
    assert sorted(one.name for one in folder.iterdir()) == sorted([kept.name, "somebody's"])


def test_a_book_has_its_own(demo_book: Path, tmp_path: Path) -> None:
    assert main(["index", "--graph", str(demo_book), "--into", str(tmp_path / "index")]) == 2
