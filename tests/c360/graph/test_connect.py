"""Opening books: one generation at a time, a flip noticed, a clear sentence when there is nothing to open."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from c360.errors import GraphUnavailable, IntegrityError, UsageError, WriteRefused
from c360.graph.connect import connect
from tests.factories import make_book


def book(tmp_path: Path, people: int) -> Path:
    return make_book(tmp_path, {"Person": [{"customerId": f"c{at}"} for at in range(people)]})


def test_flip_is_noticed_and_a_view_stays_what_it_was(tmp_path: Path) -> None:
    graph = connect(book(tmp_path, 1))
    pinned, first = graph.view(), connect(tmp_path / "test.book", generation=1)
    book(tmp_path, 2)
    assert graph.g.V().has_label("Person").count().next() == 2
    assert graph.book.generation == 2
    for old in (pinned, first.view()):
        assert (old.book.generation, old.g.V().has_label("Person").count().next()) == (1, 1)


def test_readers_see_one_generation_whole(tmp_path: Path) -> None:
    graph = connect(book(tmp_path, 1))
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            view = graph.view()
            people = view.g.V().has_label("Person").count().next()
            if people != view.book.generation:
                wrong.append((people, view.book.generation))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for people in (2, 3):
        book(tmp_path, people)
    stop.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert graph.book.generation == 3


def test_what_the_system_does_not_let_anybody_reach_is_no_damage(tmp_path: Path) -> None:
    place = book(tmp_path, 1)
    generation = place / "generations" / "000001"
    generation.rename(place / "away")
    generation.symlink_to(generation)
    with pytest.raises(GraphUnavailable, match=r"The book test\.book can't be read: Too many levels"):
        connect(place)


def test_nothing_can_be_written(tmp_path: Path) -> None:
    graph = connect(book(tmp_path, 1))
    with pytest.raises(WriteRefused):
        graph.g.V().drop().iterate()
    assert graph.g.V().has_label("Person").count().next() == 1


@pytest.mark.parametrize("url", ["ws://127.0.0.1:1", "wss://localhost:1/gremlin"])
def test_a_server_that_is_not_there_is_said(url: str) -> None:
    with pytest.raises(GraphUnavailable, match=r"The graph server at .*:1 can't be reached: connection refused"):
        connect(url)


@pytest.mark.parametrize("url", ["ws://", "ws://:8182", "ws://host:99999", "ws://me:secret@host", "ws://host?x=1"])
def test_an_address_that_can_be_none_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        connect(url)
    assert "secret" not in f"{refused.value.title}{refused.value.detail}"


def test_no_book_there(tmp_path: Path) -> None:
    with pytest.raises(GraphUnavailable, match="There is no book at") as missing:
        connect(tmp_path / "nowhere")
    assert missing.value.exit_code == 3
    with pytest.raises(GraphUnavailable, match="is not a book"):
        connect(tmp_path)


def test_other_version_and_damage(tmp_path: Path) -> None:
    path = book(tmp_path, 1)
    pointer = path / "current"
    good = pointer.read_text("ascii")
    pointer.write_text(json.dumps({"format": 99, "generation": 1}), "ascii")
    with pytest.raises(GraphUnavailable, match="has format 99"):
        connect(path)
    for damaged in ("", "{", "[]", '{"format": 1}'):
        pointer.write_text(damaged, "ascii")
        with pytest.raises(IntegrityError, match="damaged"):
            connect(path)
    pointer.write_text(good, "ascii")
    snapshot = path / "generations" / "000001" / "graph.gsnap"
    data = bytearray(snapshot.read_bytes())
    data[len(data) // 2] ^= 0xFF
    snapshot.write_bytes(bytes(data))
    with pytest.raises(IntegrityError, match="generation 1 is damaged"):
        connect(path)


def test_closed_graph(tmp_path: Path) -> None:
    graph = connect(book(tmp_path, 1))
    graph.close()
    with pytest.raises(GraphUnavailable, match="closed"):
        graph.view()
