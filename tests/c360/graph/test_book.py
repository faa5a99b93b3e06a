"""The folder of a book: what a load that was cut leaves, and what the next makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from c360.errors import GraphUnavailable
from c360.graph.book import BookFolder


def publish(folder: BookFolder, text: str, keep: int = 5) -> int:
    with folder.writing() as staging:
        built = staging / "built"
        built.mkdir()
        (built / "graph.gsnap").write_text(text, "ascii")
        return folder.publish(built, folder.next_number(), keep).number


def test_generations_are_numbered_and_kept(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "b")
    assert not folder.exists()
    assert [publish(folder, text, keep=2) for text in "abc"] == [1, 2, 3]
    assert folder.numbers() == [2, 3]
    assert folder.current().snapshot.read_text("ascii") == "c"
    assert folder.generation(2).snapshot.read_text("ascii") == "b"
    with pytest.raises(GraphUnavailable):
        folder.generation(1)


def test_stamp_changes_with_the_pointer_only(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "b")
    publish(folder, "a")
    first = folder.stamp()
    (tmp_path / "b" / "audit.sqlite").write_text("x", "ascii")
    assert folder.stamp() == first
    publish(folder, "b")
    assert folder.stamp() != first


def test_what_a_killed_load_left_is_swept(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "b")
    publish(folder, "a")
    (tmp_path / "b" / "staging-dead").mkdir()
    (tmp_path / "b" / "current.new").write_text("half", "ascii")
    unnamed = tmp_path / "b" / "generations" / "000002"
    unnamed.mkdir()
    (unnamed / "graph.gsnap").write_text("never flipped to", "ascii")
    assert folder.numbers() == [1]
    assert publish(folder, "b") == 2
    assert folder.current().snapshot.read_text("ascii") == "b"
    assert sorted(item.name for item in (tmp_path / "b").iterdir()) == ["current", "generations", "lock"]


def test_refused_first_load_leaves_nothing(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "b")
    with pytest.raises(RuntimeError), folder.writing():
        raise RuntimeError
    assert not (tmp_path / "b").exists()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "audit.sqlite").write_text("kept", "ascii")
    with pytest.raises(RuntimeError), folder.writing():
        raise RuntimeError
    assert [item.name for item in (tmp_path / "b").iterdir()] == ["audit.sqlite"]
