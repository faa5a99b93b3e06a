"""The folder of a book: what a load that was cut leaves, and what the next makes of it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from c360.errors import GraphUnavailable, IntegrityError
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


POINTERS = [
    "", "{}", "[1]", "null", "what?", '{"format":1}', '{"format":1,"generation":"x"}', '{"format":1,"generation":0}',
    '{"format":1,"generation":-1}', '{"format":1,"generation":true}', '{"format":1,"generation":1e400}',
    '{"format":1,"generation":2.5}', '{"format":1,"generation":99}', '{"format":1,"generation":1}',
    f'{{"format":1,"generation":{"9" * 5000}}}', "\xff", "[" * 3000, None,
]  # fmt: skip


@pytest.mark.parametrize("text", POINTERS)
def test_a_pointer_that_is_lost_or_damaged_loses_nothing(tmp_path: Path, text: str | None) -> None:
    folder, pointer = BookFolder(tmp_path / "b"), tmp_path / "b" / "current"
    for each in "abc":
        publish(folder, each)
    (tmp_path / "b" / "staging-dead").mkdir()
    pointer.unlink()
    if text is not None:
        pointer.write_text(text, "latin-1")
    for _ in range(2):
        with pytest.raises(IntegrityError, match=r"repair it write .*current.* \(there are 1, 2, 3\)"):
            publish(folder, "d")
        assert sorted(item.name for item in (tmp_path / "b" / "generations").iterdir()) == [
            "000001",
            "000002",
            "000003",
        ]
        assert (tmp_path / "b" / "staging-dead").is_dir()
        assert text == (pointer.read_text("latin-1") if pointer.exists() else None)
    if text != '{"format":1,"generation":1}':  # which can be read, only not be right
        with pytest.raises(IntegrityError):
            folder.current()
    if text is None:
        with pytest.raises(IntegrityError, match="is missing"):
            folder.stamp()
    pointer.write_text('{"format": 1, "generation": 3}', "ascii")  # as the sentence says
    assert publish(folder, "d") == 4


def test_a_pointer_that_may_not_be_read_is_not_called_damaged(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "b")
    publish(folder, "a")
    (tmp_path / "b" / "current").unlink()
    (tmp_path / "b" / "current").mkdir()
    with pytest.raises(GraphUnavailable, match="can't be read: Is a directory"):
        folder.current()
    with pytest.raises(GraphUnavailable, match="can't be read: Is a directory"):
        publish(folder, "b")


@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("first", [True, False], ids=["first load", "later load"])
def test_a_load_killed_at_any_step_of_its_publishing(tmp_path: Path, first: bool, at: int) -> None:
    """The child dies before its n-th fsync or rename, the 8th after the flip; the next load works all the same."""
    folder = BookFolder(tmp_path / "b")
    if not first:
        publish(folder, "a")
    child = multiprocessing.get_context("fork").Process(target=_die_at, args=(tmp_path / "b", at))
    child.start()
    child.join()
    assert child.exitcode == 9
    flipped = at == 8
    if first and not flipped:
        with pytest.raises(GraphUnavailable):
            folder.current()
    else:
        assert folder.current().snapshot.read_text("ascii") == ("new" if flipped else "a")
    before = 0 if first else 1
    assert publish(folder, "next") == before + 1 + flipped
    assert folder.current().snapshot.read_text("ascii") == "next"


def _die_at(book: Path, at: int) -> None:
    steps = 0

    def dying(step: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object) -> object:
            nonlocal steps
            steps += 1
            if steps == at:
                os._exit(9)
            return step(*args)

        return counted

    os.rename = dying(os.rename)  # type: ignore[assignment]
    os.fsync = dying(os.fsync)  # type: ignore[assignment]
    publish(BookFolder(book), "new")
    os._exit(0)


def test_a_flip_that_fails_leaves_nothing_of_the_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = BookFolder(tmp_path / "b")
    publish(folder, "a")
    rename = os.rename

    def failing(source: Path, target: Path) -> None:
        if Path(target).name == "current":
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OSError, match="No space"):
        publish(folder, "b")
    monkeypatch.undo()
    assert [item.name for item in (tmp_path / "b" / "generations").iterdir()] == ["000001"]
    assert not (tmp_path / "b" / "current.new").exists()
    assert publish(folder, "b") == 2


def test_a_disk_that_fails_after_the_flip_loses_neither_new_nor_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = BookFolder(tmp_path / "b")
    publish(folder, "a")
    sync, seen = os.fsync, list[int]()

    def failing(handle: int) -> None:
        seen.append(handle)
        if (tmp_path / "b" / "generations" / "000002").exists() and not (tmp_path / "b" / "current.new").exists():
            raise OSError(5, "Input/output error")
        sync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    assert publish(folder, "b", keep=1) == 2
    monkeypatch.undo()
    assert folder.numbers() == [1, 2]
    assert folder.current().snapshot.read_text("ascii") == "b"


def _enter(book: Path, seconds: float, inside: multiprocessing.Queue[str]) -> None:
    """Refused first loads, one after the other, each of which must be alone while it lasts."""
    until = time.monotonic() + seconds
    mine = book.parent / "alone"
    while time.monotonic() < until:
        with suppress(GraphUnavailable, InterruptedError), BookFolder(book).writing():
            try:
                os.close(os.open(mine, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                inside.put("two at once")
            mine.unlink(missing_ok=True)
            raise InterruptedError


def test_refused_first_loads_never_hold_the_book_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    inside: multiprocessing.Queue[str] = context.Queue()
    racers = [context.Process(target=_enter, args=(tmp_path / "b", 2.0, inside)) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert [racer.exitcode for racer in racers] == [0, 0, 0, 0]
    assert inside.empty()
    assert not (tmp_path / "b").exists()


def test_ctrl_c_between_the_record_and_the_flip_comes_too_late(tmp_path: Path) -> None:
    folder = BookFolder(tmp_path / "b")
    with folder.writing() as staging:
        (staging / "built").mkdir()
        (staging / "built" / "graph.gsnap").write_text("a", "ascii")
        folder.publish(staging / "built", 1, 5, lambda _: os.kill(os.getpid(), signal.SIGINT))
    assert folder.current().number == 1
