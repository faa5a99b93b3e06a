"""Loads as a whole: several sources in one book, replacing, taking away, being refused, being killed."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from c360.errors import AuditFailed, GraphUnavailable, UsageError
from c360.graph.book import BookFolder
from c360.graph.connect import Graph, connect
from c360.sources.load import NoSuchFolder, NoSuchSource, load, unload
from c360.sources.problems import LoadRefused
from tests.factories import load_rows, make_book

CORE = (
    {"Person": [{"customerId": "c1", "name": "Ana"}, {"customerId": "c2"}], "Account": [{"accountNumber": "A"}]},
    {"OWNS.Person.Account": [("c1", "A")]},
)


def core(tmp_path: Path, **more: Any) -> Graph:
    return connect(make_book(tmp_path, *CORE, source="core", **more))


def contents(graph: Graph) -> tuple[object, ...]:
    vertices = graph.g.V().has_label("Person", "Account", "FraudAlert").value_map().to_list()
    return sorted(map(str, vertices)), graph.g.E().count().next()


def test_sources_together_make_one_book(tmp_path: Path) -> None:
    graph = core(tmp_path)
    load_rows(
        tmp_path,
        {"Person": [{"customerId": "c1", "name": "Ana", "email": "a@b", "updatedAt": "2024-01-02"},
                    {"customerId": "c3"}], "FraudAlert": []},
        {"AUTHORIZED_ON.Person.Account": [("c3", "A"), ("c2", "A")]},
        source="crm", declare=False,
    )  # fmt: skip
    [ana] = graph.g.V().has("Person", "customerId", "c1").value_map().to_list()
    assert ana == {"customerId": ["c1"], "name": ["Ana"], "email": ["a@b"], "source": ["core, crm"],
                   "updatedAt": ["2024-01-02"]}  # fmt: skip
    assert graph.g.V().has_label("Person").count().next() == 3
    edges = graph.g.E().has_label("AUTHORIZED_ON").values("source").to_list()
    assert edges == ["crm", "crm"]
    book = graph.book
    assert [(item.name, item.records, item.updated_at) for item in book.sources] == [
        ("core", 4, None),
        ("crm", 4, "2024-01-02"),
    ]
    assert book.delivers.holds("FraudAlert")
    assert book.delivers.labels["Person"] == {"customerId", "name", "email", "updatedAt"}
    assert book.delivers.holds_edge("OWNS", "Person", "Account")
    assert not book.delivers.holds_edge("OWNS", key="percentage")


def test_reload_replaces_and_unload_takes_away_only_its_own(tmp_path: Path) -> None:
    graph = core(tmp_path)
    before = contents(graph)
    crm: dict[str, Any] = {"source": "crm", "declare": False}
    load_rows(tmp_path, {"Person": [{"customerId": "c1", "email": "a@b"}, {"customerId": "c9"}]}, **crm)
    load_rows(tmp_path, {"Person": [{"customerId": "c1", "email": "new@b"}]}, **crm)
    assert graph.g.V().values("email").to_list() == ["new@b"]
    assert graph.g.V().has_label("Person").count().next() == 2
    report = unload("crm", tmp_path / "test.book")
    assert (report.source, report.generation) == ("crm", 4)
    assert contents(graph) == before
    with pytest.raises(NoSuchSource):
        unload("crm", tmp_path / "test.book")


def test_sources_that_differ_are_refused_both_named(tmp_path: Path) -> None:
    graph = core(tmp_path)
    with pytest.raises(LoadRefused, match="crm gives this and core gives Ana"):
        load_rows(tmp_path, {"Person": [{"customerId": "c1", "name": "Anna"}]}, source="crm", declare=False)
    with pytest.raises(LoadRefused, match="core says Test bank, USD"):
        load_rows(tmp_path, {}, source="crm", currency="EUR")
    assert graph.view().generation.number == 1
    load_rows(tmp_path, {"Person": [{"customerId": "c1", "name": ""}]}, source="crm")


def test_one_source_must_declare_the_book(tmp_path: Path) -> None:
    with pytest.raises(LoadRefused, match=r"needs a Book\.sql"):
        load_rows(tmp_path, *CORE, declare=False)
    assert not (tmp_path / "test.book").exists()
    core(tmp_path)
    load_rows(tmp_path, {"Person": [{"customerId": "c5"}]}, source="crm", declare=False)
    with pytest.raises(LoadRefused, match=r"needs a Book\.sql"):
        unload("core", tmp_path / "test.book")


@pytest.mark.parametrize(
    "row", ["SELECT 'B' AS name", "SELECT 'B' AS name, 'usd' AS currency, 'UTC' AS zone",
            "SELECT 'B' AS name, 'USD' AS currency, 'Mars' AS zone",
            "SELECT 'B' AS name, 'USD' AS currency, 'UTC' AS zone WHERE false",
            "SELECT 'B' AS name, NULL AS currency, 'UTC' AS zone"],
)  # fmt: skip
def test_wrong_book_row_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "Book.sql").write_text(row, "utf-8")
    with pytest.raises(LoadRefused, match=r"Book\.sql"):
        load("mine", tmp_path, tmp_path / "b", source=tmp_path)


def test_a_transaction_from_two_sources_is_refused(tmp_path: Path) -> None:
    moves = {"TRANSACTION.Account.Account": [("A", "A", {"transactionId": "T7", "amount": 1, "timestamp": 0})]}
    core(tmp_path)
    load_rows(tmp_path, {}, moves, source="cards", declare=False)
    with pytest.raises(LoadRefused, match="more gives it and so does cards"):
        load_rows(tmp_path, {}, moves, source="more", declare=False)
    load_rows(tmp_path, {}, moves, source="cards", declare=False)


def test_edges_of_others_are_not_left_pointing_to_nobody(tmp_path: Path) -> None:
    graph = core(tmp_path)
    load_rows(tmp_path, {}, {"AUTHORIZED_ON.Person.Account": [("c2", "A")]}, source="crm")
    with pytest.raises(LoadRefused, match=r"crm/AUTHORIZED_ON.Person.Account.sql, c2 -> A"):
        unload("core", tmp_path / "test.book")
    fewer = {"Person": [{"customerId": "c1", "name": "Ana"}], "Account": [{"accountNumber": "A"}]}
    with pytest.raises(LoadRefused, match="the edge of the source crm would point to nobody"):
        load_rows(tmp_path, fewer, source="core")
    assert graph.view().generation.number == 2
    report = load_rows(tmp_path, fewer, source="core", rejects=tmp_path / "r.csv")
    assert report.rejected == 1
    assert {item.name: (item.records, item.rejected) for item in graph.book.sources} == {
        "core": (2, 0),
        "crm": (0, 1),
    }
    assert graph.book.incomplete
    assert "c2 -> A" in (tmp_path / "r.csv").read_text("utf-8")
    load_rows(tmp_path, fewer, source="core")  # what was rejected doesn't stop the next load
    load_rows(tmp_path, {"Person": [{"customerId": "c1", "vip": True}]}, source="more", declare=False)
    unload("more", tmp_path / "test.book")
    assert graph.book.incomplete


def test_what_a_load_left_out_of_another_source_is_back_with_its_vertices(tmp_path: Path) -> None:
    graph = core(tmp_path)
    load_rows(tmp_path, {}, {"AUTHORIZED_ON.Person.Account": [("c2", "A"), ("c1", "A")]}, source="crm")
    before = contents(graph)
    fewer = {"Person": [{"customerId": "c1", "name": "Ana"}], "Account": [{"accountNumber": "A"}]}
    load_rows(tmp_path, fewer, source="core", rejects=tmp_path / "r.csv")
    assert graph.g.E().has_label("AUTHORIZED_ON").count().next() == 1
    assert {item.name: (item.records, item.rejected) for item in graph.book.sources}["crm"] == (1, 1)
    core(tmp_path)
    assert contents(graph) == before
    assert not graph.book.incomplete
    assert {item.name: (item.records, item.rejected) for item in graph.book.sources}["crm"] == (2, 0)


def test_edges_left_out_do_not_hide_those_that_would_be_lost_next(tmp_path: Path) -> None:
    core(tmp_path)
    load_rows(tmp_path, {}, {"AUTHORIZED_ON.Person.Account": [("c2", "A"), ("c1", "A")]}, source="crm")
    fewer = {"Person": [{"customerId": "c1", "name": "Ana"}], "Account": [{"accountNumber": "A"}]}
    load_rows(tmp_path, fewer, source="core", rejects=tmp_path / "r.csv")
    with pytest.raises(LoadRefused) as refused:
        load_rows(tmp_path, {"Person": [], "Account": [{"accountNumber": "A"}]}, source="core")
    assert refused.value.counts == {"edge to nobody": 1}
    assert "c1 -> A" in refused.value.title


def test_last_source_leaves_an_empty_book(tmp_path: Path) -> None:
    core(tmp_path)
    unload("core", tmp_path / "test.book")
    with pytest.raises(GraphUnavailable, match="holds no book"):
        connect(tmp_path / "test.book")
    assert core(tmp_path).g.V().has_label("Person").count().next() == 2


def test_manifest(tmp_path: Path) -> None:
    core(tmp_path)
    files, sql = tmp_path / "core-files", tmp_path / "core-sql"

    def again() -> bool:
        return load("core", files, tmp_path / "test.book", source=sql).complete

    def manifest(**change: str) -> None:
        lines = ["file,rows,sha256"]
        for name, rows in (("Person.csv", 2), ("Account.csv", 1), ("OWNS.Person.Account.csv", 1)):
            digest = hashlib.sha256((files / name).read_bytes()).hexdigest()
            lines.append(change.get(name.split(".", 1)[0], f"{name},{rows},{digest}"))
        (files / "MANIFEST.csv").write_text("\n".join([*lines, ""]), "utf-8")

    assert not again()
    manifest()
    assert again()
    digest = hashlib.sha256((files / "Person.csv").read_bytes()).hexdigest()
    for line, said in [
        (f"Person.csv,3,{digest}", "Person.csv: 2 rows, and MANIFEST.csv says 3"),
        (f"Person.csv,2,{'0' * 64}", "its SHA-256 is not"),
        (f"People.csv,2,{digest}", "Person.csv: not listed"),
        ("Person.csv,2,abc", "MANIFEST.csv, line 2"),
    ]:
        manifest(Person=line)
        with pytest.raises(LoadRefused, match=said):
            again()


def test_rates_are_kept_with_the_book(tmp_path: Path) -> None:
    graph = core(tmp_path, rates=[("2024-06-28", "EUR", "USD", "1.0705"), ("2024-06-27", "EUR", "USD", "1.07")])
    rate = graph.book.rates.rate("EUR", "USD", date(2024, 6, 30))
    assert rate is not None
    assert (str(rate.rate), rate.day) == ("1.0705", date(2024, 6, 28))
    for wrong in ("2024-06-28 EUR USD 0", "2024-06-31 EUR USD 1", "2024-06-28 EUR EUR 1", "2024-06-28 eur USD 1",
                  "2024-06-28 EUR USD 1,2"):  # fmt: skip
        day, currency, into, number = wrong.split()
        with pytest.raises(LoadRefused, match=r"rates\.csv, line 2"):
            core(tmp_path, rates=[(day, currency, into, number)])
    with pytest.raises(LoadRefused, match="given twice"):
        core(tmp_path, rates=[("2024-06-28", "EUR", "USD", "1")] * 2)
    with pytest.raises(LoadRefused, match=r"EUR/USD on 2024-06-28 is 1 in crm and 1\.0705 in core"):
        load_rows(tmp_path, {}, rates=[("2024-06-28", "EUR", "USD", "1")], source="crm")


def test_names_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load("../x", tmp_path, tmp_path / "b")
    with pytest.raises(NoSuchSource, match="berka"):
        load("nosuch", tmp_path, tmp_path / "b")
    (tmp_path / "file").touch()
    for missing in ("nowhere", "file"):
        with pytest.raises(NoSuchFolder, match=missing):
            load("berka", tmp_path / missing, tmp_path / "b")
        with pytest.raises(NoSuchFolder, match=missing):
            load("mine", tmp_path, tmp_path / "b", source=tmp_path / missing)
    assert NoSuchFolder.exit_code == 1
    assert not (tmp_path / "b").exists()


def test_progress_and_report(tmp_path: Path) -> None:
    core(tmp_path)
    told: list[tuple[str, int, int]] = []
    report = load("core", tmp_path / "core-files", tmp_path / "test.book", source=tmp_path / "core-sql",
                  progress=lambda *step: told.append(step))  # fmt: skip
    assert {"Person", "OWNS.Person.Account", "graph"} <= {what for what, _, _ in told}
    done = [at for _, at, _ in told]
    assert done == sorted(done)
    assert told[-1][1:] == (told[-1][2], told[-1][2])
    assert (report.read, report.given, report.loaded, report.rejected) == (4, 4, 4, 0)
    assert report.labels == {"Person": 2, "Account": 1, "OWNS.Person.Account": 1}
    assert report.bytes == sum(path.stat().st_size for path in (tmp_path / "core-files").iterdir())
    assert any("can't be proven" in note for note in report.notes())


def test_old_generations_are_pruned(tmp_path: Path) -> None:
    core(tmp_path)
    files, sql, book = tmp_path / "core-files", tmp_path / "core-sql", tmp_path / "test.book"
    for _ in range(3):
        load("core", files, book, source=sql, keep=2)
    assert BookFolder(book).numbers() == [3, 4]
    assert connect(book, generation=3).book.generation == 3
    with pytest.raises(GraphUnavailable, match="no generation 1"):
        connect(book, generation=1)


def test_two_loads_do_not_run_at_once(tmp_path: Path) -> None:
    graph = core(tmp_path)
    with (
        BookFolder(tmp_path / "test.book").writing(),
        pytest.raises(GraphUnavailable, match="Another load"),
    ):
        core(tmp_path)
    assert graph.view().generation.number == 1


SLOW = """
import sys
from pathlib import Path
from c360.sources.load import load
seen = []
def told(what, done, total):
    seen.append(what)
    if len(seen) == int(sys.argv[2]):
        print("here", flush=True)
        import time; time.sleep(60)
root = Path(sys.argv[1])
load("core", root / "core-files", root / "test.book", source=root / "core-sql", progress=told)
print("never", flush=True)
"""


@pytest.mark.parametrize("step", [1, 4, 8, 11, 13])
def test_killed_load_leaves_the_old_book_whole(tmp_path: Path, step: int) -> None:
    graph = core(tmp_path)
    before = contents(graph)
    with (tmp_path / "core-files" / "Person.csv").open("a") as file:
        file.write("c3,Cyd\r\n")
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path), str(step)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "here\n"
    run.send_signal(signal.SIGKILL)
    run.wait()
    book = tmp_path / "test.book"
    assert list(book.glob("staging-*"))
    assert contents(connect(book)) == before
    assert graph.view().generation.number == 1
    load("core", tmp_path / "core-files", book, source=tmp_path / "core-sql")
    assert not list(book.glob("staging-*"))
    assert connect(book).g.V().has_label("Person").count().next() == 3


def test_a_book_can_be_made_where_folders_can(tmp_path: Path) -> None:
    core(tmp_path)
    files, sql = tmp_path / "core-files", tmp_path / "core-sql"
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for wrong in (
        tmp_path / "file",
        tmp_path / "link",
        Path("/dev/null"),
        Path("/proc/x.book"),
        tmp_path / "file" / "b",
    ):
        with pytest.raises(GraphUnavailable):
            load("core", files, wrong, source=sql)
    load("core", files, tmp_path / "a" / "b" / "c.book", source=sql)
    (tmp_path / "way").symlink_to(tmp_path / "a")
    load("core", files, tmp_path / "way" / "d.book", source=sql)


def test_rejected_rows_take_no_other_files_place(tmp_path: Path) -> None:
    core(tmp_path)
    files, sql, book = tmp_path / "core-files", tmp_path / "core-sql", tmp_path / "test.book"
    (tmp_path / "mine.csv").write_text("id,name\n1,Ann\n", "utf-8")
    (tmp_path / "link").symlink_to(files / "Person.csv")
    (tmp_path / "inside").symlink_to(book)
    before = {path: path.read_bytes() for path in (*files.iterdir(), tmp_path / "mine.csv", book / "current")}
    taken = (files / "Person.csv", files / "new.csv", tmp_path / "link", tmp_path / "inside" / "x", tmp_path,
             book / "current", tmp_path / "mine.csv", tmp_path / "nowhere" / "x.csv", Path("/dev/full"))  # fmt: skip
    for path in taken:
        with pytest.raises(UsageError, match="--rejects"):
            load("core", files, book, source=sql, rejects=path)
    assert {path: path.read_bytes() for path in before} == before
    assert BookFolder(book).numbers() == [1]
    for _ in range(2):  # a list of before is replaced
        load("core", files, book, source=sql, rejects=tmp_path / "r.csv")


def test_a_change_that_cannot_be_recorded_is_not_made(tmp_path: Path) -> None:
    graph = core(tmp_path)
    before = contents(graph)
    files, sql, book = tmp_path / "core-files", tmp_path / "core-sql", tmp_path / "test.book"
    told: list[int] = []

    def refuse(generation: int) -> None:
        told.append(generation)
        assert len(list((tmp_path / "test.book" / "generations").iterdir())) == 1
        raise AuditFailed("no")

    with pytest.raises(AuditFailed):
        load("core", files, book, source=sql, record=refuse)
    with pytest.raises(AuditFailed):
        unload("core", book, record=refuse)
    with pytest.raises(AuditFailed):
        load("core", files, tmp_path / "new.book", source=sql, record=refuse)
    assert told == [2, 2, 1]
    assert graph.view().generation.number == 1
    assert contents(graph) == before
    assert not (tmp_path / "new.book").exists()


@pytest.mark.parametrize("error", [RuntimeError("Query interrupted"), duckdb.InterruptException("INTERRUPT Error")])
def test_what_the_engine_makes_of_ctrl_c_is_ctrl_c(tmp_path: Path, error: Exception) -> None:
    graph = core(tmp_path)

    def interrupted(*_: object) -> None:
        raise error

    for at in ("Person", "search", "graph", "publish"):
        told = lambda what, *_, at=at: interrupted() if what == at else None  # noqa: E731
        with pytest.raises(KeyboardInterrupt):
            load("core", tmp_path / "core-files", tmp_path / "test.book", source=tmp_path / "core-sql", progress=told)
    assert graph.view().generation.number == 1
    assert not list((tmp_path / "test.book").glob("staging-*"))


def test_full_disk_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = core(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GraphUnavailable, match="the disk is full: make room"):
        core(tmp_path)
    monkeypatch.undo()
    assert graph.view().generation.number == 1
    assert core(tmp_path).book.generation == 2
