"""Exports of many customers: a file each, all or none, and beyond 25 with another person's yes."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c360 import Customer360Builder, Graph
from c360.access import ANALYST, Role
from c360.acts import approvals, bulk
from c360.acts.bulk import export_many
from c360.audit import AuditLog
from c360.errors import AuditFailed, NoSuchCustomer, NotAllowed, UsageError
from c360.export import export
from tests.c360.commands import Run, refused, runner
from tests.factories import make_book, open_book

NOW = datetime.now(UTC)
MANY = [f"c-{n}" for n in range(30)]
HOSTILE = "../c/../x"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    people = [{"customerId": one, "name": f"Person {one}"} for one in (*MANY, HOSTILE)]
    return open_book(tmp_path_factory.mktemp("bulk"), {"Person": people})


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def exported(
    graph: Graph, log: AuditLog, ids: list[str], folder: Path, *, user: str = "ann", why: str | None = "for the audit",
    role: Role = ANALYST, kind: str = "json",
) -> int | None:  # fmt: skip
    builder = Customer360Builder(graph, audit=log, user=user, role=role)
    return export_many(builder, log, ids, kind, folder, account="uid 1", now=NOW, why=why).request


def yes(graph: Graph, log: AuditLog, number: int, user: str = "ben") -> None:
    reader = Customer360Builder(graph, audit=log, user=user)
    approvals.answer(log, reader.policy.acts, reader.role, number, book=graph.book.name, yes=True, why="seen",
                     user=user, account="uid 2", now=NOW)  # fmt: skip


def waits(log: AuditLog) -> int:
    return log.rows(action="approve")[0].seq


def test_few_leave_at_once_each_on_record_with_its_digest(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert exported(graph, log, ["c-1", "c-2", "c-1", HOSTILE], folder, why=None) is None
    with open(folder / "MANIFEST.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Customer"] for row in rows] == ["c-1", "c-2", HOSTILE]
    assert {path.name for path in folder.iterdir()} == {*(row["File"] for row in rows), "MANIFEST.csv"}
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"out"}
    digests = {hashlib.sha256((folder / row["File"]).read_bytes()).hexdigest() for row in rows}
    assert digests == {row["SHA-256"] for row in rows} == {one.detail["sha256"] for one in log.rows(action="export")}
    assert json.loads((folder / rows[0]["File"]).read_text("utf-8"))["customer_id"] == "c-1"


def test_many_wait_for_another_persons_yes_which_holds_once(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for _ in range(2):
        with pytest.raises(NotAllowed, match="waits for a yes: request") as told:
            exported(graph, log, MANY, folder)
    number = waits(log)
    assert f"request {number}," in told.value.title
    assert not folder.exists()
    assert log.rows(action="view") == []  # nobody was looked at for it
    with pytest.raises(NotAllowed, match="your own"):
        yes(graph, log, number, user="Ann")
    yes(graph, log, number)
    for other in (MANY[:-1], [*MANY, HOSTILE]):
        with pytest.raises(NotAllowed, match="waits for a yes"):
            exported(graph, log, other, folder)
    with pytest.raises(NotAllowed, match="waits for a yes"):
        exported(graph, log, MANY, folder, kind="csv")
    with pytest.raises(NotAllowed, match="waits for a yes"):
        exported(graph, log, MANY, folder, user="cleo")
    assert exported(graph, log, MANY[::-1], folder) == number
    assert len(list(folder.iterdir())) == 31
    with pytest.raises(NotAllowed, match="waits for a yes"):
        exported(graph, log, MANY, tmp_path / "again")


def test_without_a_reason_nobody_can_say_yes_to_it(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="another person's yes"):
        exported(graph, log, MANY, tmp_path / "out", why=None)


def test_an_export_that_fails_leaves_nothing_and_needs_another_yes(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    ids, folder = [*MANY, "c-none"], tmp_path / "out"
    with pytest.raises(NotAllowed):
        exported(graph, log, ids, folder)
    yes(graph, log, waits(log))
    with pytest.raises(NoSuchCustomer) as told:
        exported(graph, log, ids, folder)
    assert told.value.title.endswith("is used up: ask for another.")
    with pytest.raises(NotAllowed, match="waits for a yes"):
        exported(graph, log, ids, folder)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_the_yes_is_used_up_before_a_file_is_written(
    graph: Graph, log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotAllowed):
        exported(graph, log, MANY, tmp_path / "out")
    yes(graph, log, waits(log))
    steps = []

    def killed(*_: object, **__: object) -> bytes:
        steps.append(log.rows(action="approve")[0].detail["step"])
        raise KeyboardInterrupt

    monkeypatch.setattr(bulk, "export", killed)
    with pytest.raises(KeyboardInterrupt):
        exported(graph, log, MANY, tmp_path / "out")
    assert steps == ["used"]


def test_few_and_again_few_are_many_but_for_those_with_a_yes(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    exported(graph, log, MANY[:20], tmp_path / "1", why=None)
    exported(graph, log, MANY[:20], tmp_path / "2", why=None, kind="csv")  # the same ones
    exported(graph, log, MANY[20:], tmp_path / "3", why=None, user="ben")
    with pytest.raises(NotAllowed, match="10 customers, who are 30 with those of the last 24 hours, waits for a yes"):
        exported(graph, log, MANY[20:], tmp_path / "4")
    assert not (tmp_path / "4").exists()
    yes(graph, log, waits(log))
    assert exported(graph, log, MANY[20:], tmp_path / "4")
    exported(graph, log, MANY[15:20], tmp_path / "5", why=None)


def test_of_two_at_once_none_goes_beyond_the_number(
    graph: Graph, log: AuditLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*given: Any, **told: Any) -> bytes:
        monkeypatch.undo()
        exported(graph, log, MANY[15:], tmp_path / "other", why=None)
        return export(*given, **told)

    monkeypatch.setattr(bulk, "export", meanwhile)
    with pytest.raises(NotAllowed, match="more meanwhile"):
        exported(graph, log, MANY[:15], tmp_path / "out", why=None)
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"other"}


def test_a_role_without_the_right_takes_nothing(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        exported(graph, log, ["c-1"], tmp_path / "out", role=Role("reader"))
    assert [one.outcome for one in log.rows(action="export")] == ["denied"]
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_something_is_left_alone(graph: Graph, log: AuditLog, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    for folder in (tmp_path / "out", tmp_path / "out" / "mine.txt", tmp_path / "none" / "out"):
        with pytest.raises(UsageError):
            exported(graph, log, ["c-1"], folder)
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
    for ids, kind in (([], "json"), (["c-1"], "xls")):
        with pytest.raises(UsageError):
            exported(graph, log, ids, tmp_path / "new", kind=kind)


def test_without_a_record_nothing_leaves(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AuditLog(tmp_path / "gone" / "audit.sqlite")
    with pytest.raises(AuditFailed):
        exported(graph, log, ["c-1"], tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    book = make_book(tmp_path, {"Person": [{"customerId": one} for one in MANY]})
    monkeypatch.setenv("C360_GRAPH", str(book))
    return runner(capfdbinary)


def test_from_the_command_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")  # wide enough that no cell is broken over two lines
    ids, out = tmp_path / "ids.txt", tmp_path / "out"
    ids.write_text("\n".join(MANY) + "\n\n")

    def as_user(name: str, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setenv("C360_USER", name)
        return run(*arguments)

    ask = ("export", ids, "--kind", "csv", "--into", out, "--reason", "for the audit")
    assert "Nothing waits" in as_user("ben", "approve")[1]
    monkeypatch.setenv("C360_USER", "ann")
    told = refused(run(*ask), 6)
    number = told.partition("request ")[2].partition(",")[0]
    assert "for the audit" in as_user("ben", "approve")[1]
    monkeypatch.setenv("C360_USER", "ann")
    refused(run("approve", number, "--yes", "--reason", "it is fine"), 6)
    refused(run("approve", number), 2)
    refused(run("approve", number, "--yes"), 2)
    code, said, _ = as_user("ben", "approve", number, "--yes", "--reason", "seen the letter")
    assert (code, f"Request {number}, csv of 30 customers: yes; ann may do it until" in said) == (0, True)
    monkeypatch.setenv("C360_USER", "cleo")
    refused(run("approve", number, "--no", "--reason", "too late"), 5)
    code, said, _ = as_user("ann", *ask)
    assert (code, said.endswith(f"by the yes to request {number}.\n")) == (0, True)
    assert len(list(out.iterdir())) == 31
    shown = json.loads(as_user("ben", "approve", "--json")[1])
    assert [(one["number"], one["state"]) for one in shown] == [(int(number), "used")]


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_list_of_ids(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ids.txt").write_bytes(content)
    refused(run("export", tmp_path / "ids.txt", "--kind", "json", "--into", tmp_path / "out"), 5)
    refused(run("export", tmp_path / "none.txt", "--kind", "json", "--into", tmp_path / "out"), 5)
