"""The example that a bank starts from starts, over a graph in memory: who comes in, and what the others are told."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from c360 import connect
from c360.errors import C360Error, GraphRefused, GraphUnavailable
from c360.graph.janusgraph import schema
from c360.graph.janusgraph.place import pool_at
from c360.graph.wire import Request
from c360.settings import Settings
from c360.sources.to_server import send
from tests.contract.compare import same_profiles
from tests.contract.server import BRIEF, ROOT, STATE, JanusGraph
from tests.factories import make_book

DEPLOY = ROOT / "deploy" / "janusgraph"
EXAMPLE = DEPLOY / "production"
JAVA = ["java", *BRIEF, "-Xmx256m", "-Dlogback.configurationFile=logback.xml", "-cp", f"{STATE / 'lib'}/*"]
# Compared with what files, logs and errors hold.
PASSWORD = "päss word"


def settings(file: Path) -> dict[str, str]:
    """A properties file without its comments."""
    lines = [line for line in file.read_text("ascii").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def lines(file: Path) -> list[str]:
    """A yaml file's lines without comments."""
    found = (re.sub(r"(^|\s)#.*", "", line).rstrip() for line in file.read_text("ascii").splitlines())
    return [line for line in found if line]


def test_the_graph_is_set_up_as_the_one_that_is_tested() -> None:
    tried, example = settings(DEPLOY / "cassandra.properties"), settings(EXAMPLE / "graph.properties")
    # Another machine's names, and the replication that NetworkTopologyStrategy takes in another way.
    others = {
        "storage.hostname",
        "storage.cql.local-datacenter",
        "storage.cql.replication-factor",
        "storage.cql.keyspace",
        "graph.unique-instance-id",
    }
    assert {key: example.get(key) for key in tried.keys() - others} == {
        key: tried[key] for key in tried.keys() - others
    }
    assert example["storage.cql.replication-strategy-options"] == f"{example['storage.cql.local-datacenter']},3"


def test_the_server_is_set_up_as_the_one_that_is_tested() -> None:
    tried, example = lines(DEPLOY / "server.yaml"), lines(EXAMPLE / "server.yaml")
    assert [line for line in tried if line not in example] == ["host: 127.0.0.1"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, _heap: None) -> Path:
    """As docs/operate.md lays it out, but for the storage."""
    if shutil.which("keytool") is None:
        pytest.skip("there is no keytool to make a certificate with")
    folder = tmp_path_factory.mktemp("production")
    for file in [*EXAMPLE.iterdir(), DEPLOY / "init.groovy", DEPLOY / "logback.xml"]:
        shutil.copy(file, folder)
    store = ["-keystore", "server.p12", "-storepass", "changeit", "-alias", "server"]
    for task in (
        ["-genkeypair", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-validity", "2"],
        ["-exportcert", "-rfc", "-file", "ca.pem"],
    ):
        subprocess.run(["keytool", *task, *store], cwd=folder, check=True, capture_output=True)
    return folder


def add_user(folder: Path, name: str, password: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*JAVA, "groovy.ui.GroovyMain", "add-user.groovy", name],
        cwd=folder, input=password, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    assert add_user(folder, "app", "mistyped").returncode == 0
    # Given again, it is the password that counts.
    assert add_user(folder, "app", f"{PASSWORD}\n").stdout == "users.json has 1 user(s).\n"
    refused = add_user(folder, "eve", "\n")
    assert (refused.returncode, refused.stdout) == (2, "")
    port = JanusGraph().port
    for name, old, new in (
        ("graph.properties", "storage.backend=cql", "storage.backend=inmemory"),
        ("server.yaml", "port: 8182", f"port: {port}"),
    ):
        text = (folder / name).read_text("ascii")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "ascii")
    with open(folder / "log", "wb") as log:
        running = subprocess.Popen(
            [*JAVA, "org.janusgraph.graphdb.server.JanusGraphServer", "server.yaml"], cwd=folder, stdout=log, stderr=log
        )
    url = f"wss://localhost:{port}"
    try:
        for _ in range(300):
            assert running.poll() is None, (folder / "log").read_text()
            with closing(pool_at(url, known(folder))) as pool:
                try:
                    pool.ask(Request("1", 5_000))
                except GraphUnavailable:
                    time.sleep(0.2)
                else:
                    break
        yield url
    finally:
        running.kill()
        running.wait()


def known(folder: Path, password: str = PASSWORD, user: str = "app") -> Settings:
    return Settings(graph_user=user, graph_password=password, graph_ca=folder / "ca.pem")


def test_who_has_certificate_user_and_password_comes_in(server: str, folder: Path, tmp_path: Path) -> None:
    with closing(pool_at(server, known(folder))) as pool:
        schema.apply(pool)
        schema.check(pool)
    book = make_book(tmp_path, {"Person": [{"customerId": "c1", "name": "Ann"}]}, as_of="2024-06-30")
    send(book, server, known(folder))
    with closing(connect(server, settings=known(folder))) as graph:
        assert same_profiles(connect(book), graph, ["c1"]) == 1


@pytest.mark.parametrize(("user", "password"), [("app", "mistyped"), ("eve", PASSWORD), ("app", ""), ("", "")])
def test_others_are_told_so_and_no_password_is_written(
    server: str, folder: Path, user: str, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    theirs = known(folder, password, user)
    with closing(pool_at(server, theirs)) as pool, pytest.raises(GraphRefused) as refused:
        pool.ask(Request("1", 2_000))
    assert "C360_GRAPH_USER" in refused.value.title
    for told in (caplog.text, repr(theirs), repr(refused.value), refused.value.detail):
        assert PASSWORD not in told
        assert "mistyped" not in told


def test_a_certificate_that_nobody_vouches_for_is_refused(server: str, folder: Path) -> None:
    settings = replace(known(folder), graph_ca=None)
    with closing(pool_at(server, settings)) as pool, pytest.raises(GraphRefused, match="C360_GRAPH_CA"):
        pool.ask(Request("1", 2_000))


def test_a_certificate_for_another_name_is_refused(server: str, folder: Path) -> None:
    url = server.replace("localhost", "127.0.0.1")
    with closing(pool_at(url, known(folder))) as pool, pytest.raises(GraphRefused, match="not to be trusted"):
        pool.ask(Request("1", 2_000))


def test_without_tls_it_says_nothing_that_could_be_read(server: str, folder: Path) -> None:
    plain = server.replace("wss://", "ws://")
    with closing(pool_at(plain, known(folder))) as pool, pytest.raises(C360Error, match="can't be reached"):
        pool.ask(Request("1", 500))


def test_no_password_is_written_but_in_the_files_that_say_so(server: str, folder: Path) -> None:
    for file in folder.iterdir():
        assert PASSWORD.encode() not in file.read_bytes(), file.name


# JanusGraph starts with a setting that it doesn't know and says nothing: asked for each, it does.
_KNOWN = """
import org.janusgraph.diskstorage.configuration.ConfigElement
import org.janusgraph.graphdb.configuration.GraphDatabaseConfiguration
Class.forName('org.janusgraph.diskstorage.cql.CQLConfigOptions')
args.findAll { key ->
    try { !ConfigElement.parse(GraphDatabaseConfiguration.ROOT_NS, key).element.isOption() } catch (ignored) { true }
}.each { println it }
"""


def test_each_setting_is_one_that_janusgraph_knows(folder: Path) -> None:
    (folder / "known.groovy").write_text(_KNOWN, "ascii")
    keys = [key for key in settings(EXAMPLE / "graph.properties") if key != "gremlin.graph"]
    asked = [*JAVA, "groovy.ui.GroovyMain", "known.groovy", *keys, "storage.cql.ssl.enabeld"]
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True)
    assert [line for line in done.stdout.splitlines() if line.startswith("storage.")] == ["storage.cql.ssl.enabeld"]
