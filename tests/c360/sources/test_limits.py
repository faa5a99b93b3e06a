"""What a source's queries may use, that they can be stopped, and that no file of a folder lies outside it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from c360.sources.files import open_files
from c360.sources.problems import LoadRefused
from c360.sources.queries import read_queries
from c360.sources.sandbox import Sandbox
from tests.c360.sources.sql import BOOK, load_sql, people, refused

ROOT = Path(__file__).parents[3]
ENDLESS = "SELECT count(*)::VARCHAR AS customerId FROM range(1000000000000) a, range(1000000000) b"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT len(list_resize([1], 2000000000))::VARCHAR AS customerId",
        "SELECT repeat('x', 4000000000) AS customerId",
        "SELECT range::VARCHAR AS customerId FROM range(1000000000000)",
        "SELECT len(list(range))::VARCHAR AS customerId FROM range(1000000000)",
        "WITH RECURSIVE t(x) AS (SELECT 'x' UNION ALL SELECT x || x FROM t) SELECT max(x) AS customerId FROM t",
    ],
)
def test_no_query_has_more_memory_than_it_may(tmp_path: Path, sql: str) -> None:
    assert "Person.sql: it needs more memory than a query has" in refused(tmp_path, {"Person": sql})


def test_no_query_has_more_time_than_it_may(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "Person.sql").write_text(ENDLESS, "utf-8")
    open_files(tmp_path / "x.duckdb", tmp_path).close()
    [query] = read_queries(tmp_path / "sql").queries
    start = time.monotonic()
    with (
        pytest.raises(LoadRefused, match=r"Person\.sql: it took longer than 0\.01 minutes"),
        Sandbox(tmp_path / "x.duckdb", tmp_path, None, seconds=0.6) as box,
    ):
        box.run(query)
    assert time.monotonic() - start < 10
    assert gone(tmp_path)


def test_what_a_query_spills_to_disk_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("c360.sources.sandbox.CONFIG", {"memory_limit": "50MB", "max_temp_directory_size": "50MB"})
    rows = "SELECT md5(range::VARCHAR) AS x FROM range(10000000)"
    assert "of disk beside its memory" in refused(
        tmp_path, {"Person": f"SELECT x AS customerId FROM ({rows}) ORDER BY x LIMIT 1 OFFSET 9999990"}
    )


@pytest.fixture
def hearing() -> Iterator[None]:
    """A shell makes what it runs in the background deaf to Ctrl-C, with all that is started from there."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("at", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_a_load_can_be_stopped_in_a_query_without_end(tmp_path: Path, hearing: None, at: signal.Signals) -> None:
    load_sql(tmp_path, {"Person": "SELECT '1' AS customerId"})
    (tmp_path / "mine-sql" / "Person.sql").write_text(ENDLESS, "utf-8")
    arguments = ["load", "mine", tmp_path / "mine-files", "--source", tmp_path / "mine-sql", "--into", tmp_path / "b"]
    run = subprocess.Popen(
        [sys.executable, "-m", "c360", *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 30
    while gone(tmp_path) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)  # so that the query runs
    os.killpg(run.pid, at)  # as a terminal does
    start = time.monotonic()
    out, err = run.communicate(timeout=30)
    assert time.monotonic() - start < 2
    if at is signal.SIGINT:
        assert (run.returncode, out, err) == (130, "", "Stopped; what was stored before is as it was.\n")
        assert not list((tmp_path / "b").glob("staging-*"))
    while not gone(tmp_path) and time.monotonic() < start + 5:
        time.sleep(0.05)
    assert gone(tmp_path), "the queries' process ends with the load's"
    assert people(tmp_path) == [{"customerId": "1"}]


def gone(folder: Path) -> bool:
    """Whether no other process has a file below the folder open."""
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if handle.parts[2] != str(os.getpid()) and os.readlink(handle).startswith(f"{folder}/"):
                return False
        except OSError:
            continue
    return True


PERSON = {"Person": "SELECT id AS customerId FROM 'p.csv'"}
DATA = b"id\n1\n"
RATES = b"date,from,to,rate\n2024-06-28,EUR,USD,1.07\n"
MANIFEST = b"file,rows,sha256\np.csv,1,%s\n" % hashlib.sha256(DATA).hexdigest().encode()


@pytest.mark.parametrize("name", ["p.csv", "rates.csv", "MANIFEST.csv"])
def test_links_lead_nowhere_outside_the_folder(tmp_path: Path, name: str) -> None:
    files, outside = tmp_path / "mine-files", tmp_path / "outside"
    content = {"p.csv": DATA, "rates.csv": RATES} if name == "rates.csv" else {"p.csv": DATA, "MANIFEST.csv": MANIFEST}
    for folder in (files, outside):
        folder.mkdir()
        for each, data in content.items():
            (folder / each).write_bytes(data)
    (files / name).unlink()
    (files / name).symlink_to(outside / name)
    assert f"{name}: the file lies outside the folder" in refused(tmp_path, PERSON)
    (files / name).unlink()
    (files / "real").write_bytes(content[name])
    (files / name).symlink_to("real")  # within the folder a link is a file like others
    load_sql(tmp_path, PERSON)


@pytest.mark.parametrize("name", ["rates.csv", "MANIFEST.csv", "p.csv"])
@pytest.mark.parametrize("kind", ["folder", "dangling", "loop", "pipe"])
def test_what_is_there_and_no_file_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    files = tmp_path / "mine-files"
    files.mkdir()
    (files / "p.csv").write_text("id\n1\n", "utf-8")
    (files / name).unlink(missing_ok=True)
    match kind:
        case "folder":
            (files / name).mkdir()
        case "dangling":
            (files / name).symlink_to("nowhere")
        case "loop":
            (files / name).symlink_to(name)
        case _:
            os.mkfifo(files / name)
    assert f"{name}: not a file that can be read" in refused(tmp_path, PERSON)


@pytest.mark.parametrize("listed", ["/etc/passwd", "../outside.csv", "link.csv"])
def test_a_manifest_lists_files_of_its_folder(tmp_path: Path, listed: str) -> None:
    files, outside = tmp_path / "mine-files", tmp_path / "outside.csv"
    files.mkdir()
    outside.write_bytes(DATA)
    (files / "link.csv").symlink_to(outside)
    digest = hashlib.sha256(Path("/etc/passwd" if listed[0] == "/" else outside).read_bytes()).hexdigest()
    manifest = MANIFEST + f"{listed},1,{digest}\n".encode()
    assert "the file lies outside the folder" in refused(tmp_path, PERSON, {"p.csv": DATA, "MANIFEST.csv": manifest})


def test_a_source_may_be_given_by_a_path_of_any_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_sql(tmp_path, PERSON, {"p.csv": "id\n1\n"})
    (tmp_path / "way").symlink_to(tmp_path / "mine-files")
    monkeypatch.chdir(tmp_path)
    from c360.sources.load import load

    (tmp_path / "mine-sql" / "Book.sql").write_text(BOOK, "utf-8")
    for folder in ("way", "mine-files/../mine-files", "mine-files/"):
        load("mine", folder, "b", source="mine-sql")
