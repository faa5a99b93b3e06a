"""The store of lists: versions whole or not at all, killed, damaged, shrunk, loaded twice."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from c360.errors import AuditFailed, C360Error, GraphUnavailable, InputRefused, IntegrityError
from c360.screening.lists import store
from c360.screening.lists.entry import Entry, ListedName, sealed
from c360.screening.lists.held import Changes, open_lists
from c360.screening.lists.manifest import stamp
from c360.screening.lists.reading import Reading
from c360.screening.lists.store import Loaded

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAME = "OFAC SDN"


def entry(number: int, born: str = "1961") -> Entry:
    return sealed(
        list=NAME, id=str(number), schema="Person", births=[born],
        names=[ListedName(f"NAME {number}", "primary"), ListedName("NOM", "weak")],
    )  # fmt: skip


def reading(*entries: Entry, dated: str | None = None, name: str = NAME) -> Reading:
    return Reading(name, dated, entries, ())


def put(folder: Path, *entries: Entry, dated: str | None = None, shrink: bool = False) -> Loaded:
    return store.put(folder, reading(*entries, dated=dated), loaded_at=NOW, allow_shrink=shrink)


def ids(folder: Path) -> list[str]:
    return [one.id for one in open_lists(folder).entries(NAME)]


def test_what_is_put_comes_back_with_its_counts(tmp_path: Path) -> None:
    first = put(tmp_path / "a" / "lists", entry(2), entry(1), dated="2026-02-27")
    assert first.fresh
    lists = open_lists(tmp_path / "a" / "lists")
    assert lists.lists == (first.version,)
    assert tuple(lists.entries(NAME)) == (entry(1), entry(2))
    version = first.version
    assert (version.dated, version.loaded_at, version.entries) == ("2026-02-27", NOW, 2)
    assert (version.schemata, version.names) == ((("Person", 2),), (("primary", 2), ("weak", 2)))
    assert (version.before, version.added, version.removed, version.changed) == (None, 0, 0, 0)


def test_none_loaded_is_said_and_not_an_empty_list(tmp_path: Path) -> None:
    lists = open_lists(tmp_path / "nowhere")
    assert lists.none_loaded
    assert stamp(tmp_path / "nowhere") is None
    with pytest.raises(C360Error, match="No list named OFAC SDN is loaded"):
        list(lists.entries(NAME))
    with pytest.raises(InputRefused, match="everybody would be clear"):
        put(tmp_path)
    assert open_lists(tmp_path).none_loaded


def test_what_changed_since_the_version_before(tmp_path: Path) -> None:
    first = put(tmp_path, entry(1), entry(2), entry(3)).version
    before = stamp(tmp_path)
    second = put(tmp_path, entry(2), entry(3, "1962"), entry(4)).version
    assert (second.before, second.added, second.removed, second.changed) == (first.digest, 1, 1, 1)
    assert stamp(tmp_path) != before
    lists = open_lists(tmp_path)
    assert lists.changed(NAME, first.digest, second.digest) == Changes(("4",), ("1",), ("3",))
    assert lists.changed(NAME, second.digest, second.digest) == Changes((), (), ())
    assert lists.history(NAME) == (first, second)
    # The version that a decision was made on can still be read.
    assert [one.id for one in lists.entries(NAME, first.digest)] == ["1", "2", "3"]
    with pytest.raises(C360Error, match="No version"):
        list(lists.entries(NAME, "0" * 64))


def test_the_same_again_is_no_new_version_and_another_day_is(tmp_path: Path) -> None:
    first = put(tmp_path, entry(1), dated="2026-02-27")
    again = put(tmp_path, entry(1), dated="2026-02-27")
    assert (again.fresh, again.version) == (False, first.version)
    later = put(tmp_path, entry(1), dated="2026-02-28")
    assert later.fresh
    assert (later.version.digest, later.version.dated) == (first.version.digest, "2026-02-28")
    assert not put(tmp_path, entry(1)).fresh  # a day that isn't said is not another day
    assert len(open_lists(tmp_path).history(NAME)) == 2


def test_a_list_that_lost_over_half_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    put(tmp_path, *map(entry, range(10)))
    with pytest.raises(InputRefused, match="has 4 entries, and 10 before"):
        put(tmp_path, *map(entry, range(4)))
    assert len(ids(tmp_path)) == 10
    assert put(tmp_path, *map(entry, range(5))).version.removed == 5
    assert put(tmp_path, entry(1), shrink=True).version.entries == 1


def test_a_record_that_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, entry(1))

    def record(version: object) -> None:
        raise AuditFailed("No.")

    with pytest.raises(AuditFailed):
        store.put(tmp_path, reading(entry(2), entry(3)), loaded_at=NOW, record=record)
    with pytest.raises(AuditFailed):
        store.take_away(tmp_path, NAME, record)
    assert ids(tmp_path) == ["1"]


def test_taken_away_and_loaded_again(tmp_path: Path) -> None:
    first = put(tmp_path, entry(1)).version
    store.put(tmp_path, reading(entry(7), name="Another"), loaded_at=NOW)
    assert store.take_away(tmp_path, NAME) == first
    lists = open_lists(tmp_path)
    assert [one.name for one in lists.lists] == ["Another"]
    assert [one.id for one in lists.entries(NAME, first.digest)] == ["1"]
    with pytest.raises(C360Error, match="loaded are Another"):
        store.take_away(tmp_path, NAME)
    assert put(tmp_path, entry(1)).fresh
    assert ids(tmp_path) == ["1"]


def files(folder: Path) -> list[Path]:
    return sorted((folder / "versions").iterdir())


def test_a_damaged_version_is_an_error_before_its_first_entry(tmp_path: Path) -> None:
    put(tmp_path, entry(1), entry(2))
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    for damaged in (whole[:-9], whole[: len(whole) // 2], whole[:20] + b"\0" + whole[21:], b"", b"no gzip"):
        path.write_bytes(damaged)
        with pytest.raises(IntegrityError, match="OFAC SDN is damaged"):
            next(open_lists(tmp_path).entries(NAME))
    path.unlink()
    with pytest.raises(IntegrityError, match="its file is missing"):
        next(open_lists(tmp_path).entries(NAME))
    # It is mended by loading it again, and doesn't keep another from being loaded.
    assert put(tmp_path, entry(1), entry(2)).mended
    assert ids(tmp_path) == ["1", "2"]
    path.unlink()
    later = put(tmp_path, entry(1), entry(3)).version
    assert (later.added, later.removed, later.changed) == (None, None, None)
    assert open_lists(tmp_path).version(NAME) == later


def test_another_versions_entries_are_not_taken_for_these(tmp_path: Path) -> None:
    first = put(tmp_path, entry(1)).version
    second = put(tmp_path, entry(2)).version
    versions = tmp_path / "versions"
    os.replace(versions / f"{first.digest}.jsonl.gz", versions / f"{second.digest}.jsonl.gz")
    with pytest.raises(IntegrityError, match="not those that were loaded"):
        ids(tmp_path)


def test_a_damaged_manifest_is_an_error_and_never_no_list(tmp_path: Path) -> None:
    put(tmp_path, entry(1))
    path = tmp_path / "manifest.json"
    whole = path.read_bytes()
    told = json.loads(whole)
    told["lists"][NAME]["in_force"] = False
    for damaged in (whole[:-9], b"", b"[]", b"{}", json.dumps(told).encode(), whole.replace(b"OFAC", b"OFEC")):
        path.write_bytes(damaged)
        with pytest.raises(IntegrityError, match="store of sanctions lists is damaged"):
            open_lists(tmp_path)
        with pytest.raises(IntegrityError):
            put(tmp_path, entry(1))
    path.unlink()
    with pytest.raises(IntegrityError, match=r"manifest\.json is missing"):
        open_lists(tmp_path)
    path.write_bytes(whole)
    assert ids(tmp_path) == ["1"]


def test_two_loads_take_turns(tmp_path: Path) -> None:
    put(tmp_path, entry(1))
    with open(tmp_path / "lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(GraphUnavailable, match="Another load"):
            put(tmp_path, entry(2))
    assert put(tmp_path, entry(2)).fresh


def killed(folder: Path, step: int) -> tuple[int, int]:
    """Put three entries in a process of its own that dies before that step on a file; its exit code and its steps."""
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        steps = 0

        def die(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal steps
            if event in ("open", "os.rename", "os.mkdir", "os.remove") and str(folder) in str(arguments[0]):
                steps += 1
                if steps == step:
                    os._exit(9)

        try:
            sys.addaudithook(die)
            put(folder, *map(entry, range(1, 4)))
            os.write(writer, bytes([steps]))
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)
    told = os.read(reader, 1)
    os.close(reader)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), told[0] if told else 0


@pytest.mark.parametrize("first", [True, False], ids=["the first load", "a later one"])
def test_a_load_killed_at_any_step_leaves_the_old_version(tmp_path: Path, first: bool) -> None:
    def load(folder: Path, step: int) -> tuple[int, int]:
        if not first:
            put(folder, entry(1), entry(2))
        return killed(folder, step)

    whole = load(tmp_path / "whole", 0)
    steps = whole[1]
    assert whole[0] == 0
    assert steps >= 8
    for step in range(1, steps + 1):
        folder = tmp_path / f"killed-{step}"
        assert load(folder, step)[0] == 9
        lists = open_lists(folder)
        if lists.none_loaded:
            assert first
        else:
            assert ids(folder) in ([["1", "2", "3"]] if first else [["1", "2"], ["1", "2", "3"]])
        put(folder, *map(entry, range(1, 4)))
        assert ids(folder) == ["1", "2", "3"]
        assert {path.name.partition(".")[0] for path in files(folder)} == {
            one.digest for one in open_lists(folder).history(NAME)
        }


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "lists").write_text("a file")
    with pytest.raises(C360Error, match="can't be written"):
        put(tmp_path / "lists", entry(1))


def test_a_version_of_another_format(tmp_path: Path) -> None:
    put(tmp_path, entry(1))
    from c360.screening.lists import manifest

    told = json.loads((tmp_path / "manifest.json").read_bytes())
    del told["seal"]
    told["format"] = 2
    (tmp_path / "manifest.json").write_text(json.dumps({**told, "seal": manifest._seal(told)}))
    with pytest.raises(GraphUnavailable, match="format 2"):
        open_lists(tmp_path)


def test_loading_does_not_change_lists_that_are_open(tmp_path: Path) -> None:
    put(tmp_path, entry(1))
    lists = open_lists(tmp_path)
    put(tmp_path, entry(2), entry(3))
    assert [one.id for one in lists.entries(NAME)] == ["1"]
    assert replace(lists.version(NAME), entries=1) == lists.version(NAME)
