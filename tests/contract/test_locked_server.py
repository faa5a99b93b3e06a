"""A server with TLS and a password, as a bank runs it: who may come in, and what is said to the others."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
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
from tests.contract.server import ROOT, STATE, JanusGraph
from tests.factories import make_book

_LOCKS = """
ssl: {enabled: true, keyStore: server.p12, keyStorePassword: changeit, keyStoreType: PKCS12}
authentication: {
  authenticator: org.apache.tinkerpop.gremlin.server.auth.SimpleAuthenticator,
  config: {credentialsDb: users.properties}}
"""
# JanusGraph's own authenticator knows nobody where its users are kept in memory: TinkerPop's, with a file.
_USERS = """
gremlin.graph=org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph
gremlin.tinkergraph.graphLocation=users.json
gremlin.tinkergraph.graphFormat=graphson
"""
_ADD_USER = """
import org.apache.tinkerpop.gremlin.groovy.jsr223.dsl.credential.CredentialTraversalSource
def users = org.apache.tinkerpop.gremlin.tinkergraph.structure.TinkerGraph.open()
users.traversal(CredentialTraversalSource).user(args[0], args[1]).iterate()
users.io(org.apache.tinkerpop.gremlin.structure.io.IoCore.graphson()).writeGraph('users.json')
"""
# Compared with what logs and errors hold.
PASSWORD = "päss word"


@dataclass(frozen=True)
class Locked:
    url: str
    plain: str
    ca: Path

    def settings(self, user: str = "ada", password: str = PASSWORD) -> Settings:
        return Settings(graph_user=user, graph_password=password, graph_ca=self.ca)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory, _heap: None) -> Iterator[Locked]:
    if shutil.which("keytool") is None:
        pytest.skip("there is no keytool to make a certificate with")
    folder, port = tmp_path_factory.mktemp("locked"), JanusGraph().port
    for file in (ROOT / "deploy" / "janusgraph").glob("*.*"):
        shutil.copy(file, folder)
    (folder / "users.properties").write_text(_USERS, "ascii")
    (folder / "users.groovy").write_text(_ADD_USER, "ascii")
    java = ["java", "-Xmx256m", "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8", "-cp", f"{STATE / 'lib'}/*"]
    adding = [*java, "groovy.ui.GroovyMain", "users.groovy", "ada", PASSWORD]
    subprocess.run(adding, cwd=folder, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    shutil.copy(folder / "memory.properties", folder / "graph.properties")
    text = (folder / "server.yaml").read_text("ascii").replace("port: 8182", f"port: {port}")
    (folder / "server.yaml").write_text(text + _LOCKS, "ascii")
    store = ["-keystore", "server.p12", "-storepass", "changeit", "-alias", "server"]
    for task in (
        ["-genkeypair", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-validity", "2"],
        ["-exportcert", "-rfc", "-file", "ca.pem"],
    ):
        subprocess.run(["keytool", *task, *store], cwd=folder, check=True, capture_output=True)
    command = [*java, "-Dlogback.configurationFile=logback.xml"]
    command += ["org.janusgraph.graphdb.server.JanusGraphServer", "server.yaml"]
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    found = Locked(f"wss://localhost:{port}", f"ws://127.0.0.1:{port}", folder / "ca.pem")
    try:
        for _ in range(200):
            assert server.poll() is None, (folder / "log").read_text()
            with closing(pool_at(found.url, found.settings())) as pool:
                try:
                    schema.apply(pool)
                except GraphUnavailable:
                    time.sleep(0.2)
                else:
                    break
        yield found
    finally:
        server.kill()
        server.wait()


def test_who_has_certificate_user_and_password_comes_in(locked: Locked, tmp_path: Path) -> None:
    book = make_book(tmp_path, {"Person": [{"customerId": "c1", "name": "Ann"}]}, as_of="2024-06-30")
    send(book, locked.url, locked.settings())
    with closing(connect(locked.url, settings=locked.settings())) as graph:
        assert same_profiles(connect(book), graph, ["c1"]) == 1


@pytest.mark.parametrize(("user", "password"), [("ada", "wrong"), ("eve", PASSWORD), ("ada", ""), ("", "")])
def test_others_are_told_so_and_no_password_is_written(
    locked: Locked, user: str, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with closing(pool_at(locked.url, locked.settings(user, password))) as pool, pytest.raises(GraphRefused) as refused:
        pool.ask(Request("1", 2_000))
    assert "C360_GRAPH_USER" in refused.value.title
    for told in (caplog.text, repr(locked.settings()), repr(refused.value), refused.value.detail):
        assert PASSWORD not in told
        assert "wrong" not in told


def test_a_certificate_that_nobody_vouches_for_is_refused(locked: Locked) -> None:
    settings = replace(locked.settings(), graph_ca=None)
    with closing(pool_at(locked.url, settings)) as pool, pytest.raises(GraphRefused, match="C360_GRAPH_CA"):
        pool.ask(Request("1", 2_000))


def test_a_certificate_for_another_name_is_refused(locked: Locked) -> None:
    url = locked.url.replace("localhost", "127.0.0.1")
    with closing(pool_at(url, locked.settings())) as pool, pytest.raises(GraphRefused, match="not to be trusted"):
        pool.ask(Request("1", 2_000))


def test_without_tls_it_says_nothing_that_could_be_read(locked: Locked) -> None:
    with closing(pool_at(locked.plain, locked.settings())) as pool, pytest.raises(C360Error, match="can't be reached"):
        pool.ask(Request("1", 500))
