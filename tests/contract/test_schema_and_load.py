"""The schema and the loads of a server: made once, checked first, all or nothing to whoever reads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from c360 import connect
from c360.cli import main
from c360.errors import C360Error, GraphUnavailable
from c360.graph import schema as ours
from c360.graph.janusgraph import schema
from c360.graph.janusgraph.lease import NotEmpty, look
from c360.graph.janusgraph.place import pool_at
from c360.settings import Settings
from c360.sources.to_server import send
from tests.contract.compare import same_profiles
from tests.contract.server import JanusGraph
from tests.factories import make_book

BERKA = Path(__file__).parents[1] / "data" / "berka"
Told = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, janusgraph: JanusGraph
) -> Told:
    """A command over the server: exit code, stdout, stderr."""
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        told = capsysbinary.readouterr()
        return code, told.out.decode(), told.err.decode()

    return command


@pytest.fixture
def empty(janusgraph: JanusGraph) -> JanusGraph:
    janusgraph.empty()
    return janusgraph


def fresh() -> JanusGraph:
    server = JanusGraph()
    server.start()
    return server


@pytest.mark.usefixtures("janusgraph")  # which skips where there is none
def test_a_graph_without_a_schema_gets_it_once_whoever_else_makes_it() -> None:
    server = fresh()
    try:
        with pytest.raises(schema.SchemaDiffers, match="schema apply"):
            connect(server.url)
        with ThreadPoolExecutor(3) as three:
            pools = [pool_at(server.url, Settings()) for _ in range(3)]
            lacked = list(three.map(schema.apply, pools))
            assert sum(len(list(found.lines())) for found in lacked) >= 130
            assert all(schema.difference(pool).none for pool in pools)
            assert list(schema.apply(pools[0]).lines()) == []
            for pool in pools:
                pool.close()
        told = str(server.run("mgmt = graph.openManagement(); s = mgmt.printSchema(); mgmt.rollback(); s")[0])
        for name in (*ours.VERTICES, *ours.BOOK_VERTICES, *ours.EDGES, *ours.KINDS):
            assert name in told
        with pytest.raises(GraphUnavailable, match="holds no book"):
            connect(server.url)
    finally:
        server.stop()


@pytest.mark.usefixtures("janusgraph")
def test_what_is_there_and_is_another_is_refused_and_nothing_made() -> None:
    server = fresh()
    try:
        server.run(
            "mgmt = graph.openManagement(); mgmt.makePropertyKey('score').dataType(String).make();"
            "mgmt.makeEdgeLabel('TRANSACTION').make(); mgmt.makeVertexLabel('Other').make(); mgmt.commit(); 0"
        )
        with closing(pool_at(server.url, Settings())) as pool:
            with pytest.raises(schema.SchemaDiffers) as refused:
                schema.apply(pool)
            for said in (
                "key score: type is String, not Double",
                "edge label TRANSACTION: sort is none, not timestamp",
            ):
                assert said in refused.value.title
            found = schema.difference(pool)
            assert "Person" in found.lacking["vertices"]
            assert len(found.other) == 3
    finally:
        server.stop()


@pytest.mark.usefixtures("janusgraph")
def test_an_index_over_what_is_there_takes_it_in(tmp_path: Path) -> None:
    server = fresh()
    try:
        server.run(
            "mgmt = graph.openManagement(); mgmt.makePropertyKey('customerId').dataType(String).make();"
            "mgmt.makeVertexLabel('Person').make(); mgmt.commit();"
            "g.addV('Person').property('customerId', 'c1').iterate(); graph.tx().commit(); 0"
        )
        server.apply_schema()
        assert server.run("g.V().has('Person', 'customerId', 'c1').count().next()") == [1]
        with closing(pool_at(server.url, Settings())) as pool, pytest.raises(NotEmpty, match="no load of ours"):
            look(pool)
    finally:
        server.stop()


def test_the_commands_of_the_schema(run: Told, janusgraph: JanusGraph) -> None:
    for task in ("diff", "apply"):
        assert run("schema", task, "--graph", janusgraph.url) == (0, "The schema is up to date.\n", "")


def test_berka_is_loaded_by_the_command_and_read_by_the_others(run: Told, empty: JanusGraph, tmp_path: Path) -> None:
    code, out, err = run("load", "berka", str(BERKA), "--into", empty.url)
    assert (code, err) == (0, "")
    assert "went into the graph in" in out
    assert "a second" in out
    assert run("load", "berka", str(BERKA), "--into", str(tmp_path / "b.book"))[0] == 0
    book, served = connect(tmp_path / "b.book"), connect(empty.url, settings=Settings())
    assert book.book.delivers == served.book.delivers
    ids = sorted(book.g.V().has_label("Person").values("customerId").to_list())
    for one in ids:
        left, right = (run("profile", one, "--graph", place, "--json") for place in (book.url, empty.url))
        assert left[0] == right[0] == 0
        same = [[line for line in told[1].splitlines() if "ed_at" not in line and "d_date" not in line
                 and "profile_id" not in line] for told in (left, right)]  # fmt: skip
        assert same[0] == same[1]
    served.close()
    assert run("verify", "--graph", empty.url)[0] == 0
    assert run("search", "1", "--graph", empty.url)[0] == 0
    assert "records" in run("audit", "verify", "--graph", empty.url)[1]


def test_a_load_that_is_refused_changes_nothing(run: Told, empty: JanusGraph, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "sql").mkdir()
    (tmp_path / "files" / "p.csv").write_text("customerId\nc1\nc1\n")
    (tmp_path / "sql" / "Person.sql").write_text("SELECT * FROM read_csv('p.csv')")
    (tmp_path / "sql" / "Book.sql").write_text("SELECT 'B' AS name, 'USD' AS currency, 'UTC' AS zone")
    code, _, err = run("load", "x", str(tmp_path / "files"), "--source", str(tmp_path / "sql"), "--into", empty.url)
    assert code == 5
    assert "nothing was changed" in err
    assert empty.run("g.V().count().next()") == [0]


def test_nobody_reads_a_first_load_under_way_nor_loads_into_it(empty: JanusGraph, tmp_path: Path) -> None:
    book = make_book(tmp_path, {"Person": [{"customerId": "c1"}]}, as_of="2024-06-30")
    seen: list[str] = []

    def meanwhile(_: int) -> None:
        for ask in (lambda: connect(empty.url), lambda: send(book, empty.url, Settings(), watch=8)):
            with pytest.raises(C360Error) as told:
                ask()
            seen.append(told.value.title)

    send(book, empty.url, Settings(), record=meanwhile)
    assert "is running, or was cut: no book yet" in seen[0]
    assert "Another load into the graph" in seen[1]
    with pytest.raises(NotEmpty, match="holds a book already"):
        send(book, empty.url, Settings())
    served = connect(empty.url, settings=Settings())
    assert same_profiles(connect(book), served, ["c1"]) == 1
    served.close()
