"""A JanusGraph server of the tests' own, and what can happen to one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Literal

from c360.graph.janusgraph import schema
from c360.graph.janusgraph.place import pool_at
from c360.graph.wire import Request
from c360.settings import Settings
from c360.sources.to_server import send

ROOT = Path(__file__).parents[2]
STATE = ROOT / ".janusgraph"
SCRIPT = ROOT / "deploy" / "janusgraph.sh"
# A server that lives for minutes earns back neither its second compiler nor a collector with threads of its own: to its
# schema it takes 6 s of the processor instead of 13, to the demo bank in it 20 instead of 41.
BRIEF = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


class JanusGraph:
    """Started by the script that everybody uses, on a port that is free; what the script's environment says, of
    Cassandra's nodes for one, is given by name.
    """

    def __init__(self, store: Literal["memory", "cassandra"] = "memory", **environment: str) -> None:
        self._store = store
        self._environment = {"JANUSGRAPH_HEAP": "512m", "JDK_JAVA_OPTIONS": " ".join(BRIEF), **environment}
        self._holds: Path | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}/gremlin"

    @staticmethod
    def lacking() -> str | None:
        """Why none can be started here."""
        if shutil.which("java") is None:
            return "there is no java: deploy/janusgraph.sh jars installs it where it may"
        if not (STATE / "lib" / "of").is_file():
            return "JanusGraph's jars are not here: deploy/janusgraph.sh jars fetches them"
        return None

    @property
    def pid(self) -> int:
        return int((STATE / f"run-{self.port}" / "pid").read_text("ascii"))

    @property
    def log(self) -> str:
        return (STATE / f"run-{self.port}" / "log").read_text("utf-8")

    def start(self, **environment: str) -> None:
        """Starts it, if it doesn't run, and waits until it answers."""
        self._do("start", self._store, **environment)

    def stop(self) -> None:
        """Stops it and takes its folder away."""
        self._holds = None
        self._do("stop")
        shutil.rmtree(STATE / f"run-{self.port}", ignore_errors=True)

    def kill(self) -> None:
        """As if the machine lost its power."""
        self._holds = None
        kill(self.pid)

    def freeze(self) -> None:
        """It takes connections and says nothing: from when this returns, for a thread stops in its own time only."""
        os.kill(self.pid, signal.SIGSTOP)
        for _ in range(1_000):
            if all(_state(task) in "TZX" for task in Path(f"/proc/{self.pid}/task").iterdir()):
                return
            time.sleep(0.01)
        raise AssertionError(f"process {self.pid} doesn't stop")

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def apply_schema(self) -> None:
        with closing(pool_at(self.url, Settings())) as pool:
            schema.apply(pool)

    def run(self, script: str, milliseconds: int = 60_000) -> list[object]:
        """A script of the test's own."""
        with closing(pool_at(self.url, Settings())) as pool:
            return pool.ask(Request(script, milliseconds), again=False).rows

    def fill(self, book: Path) -> None:
        """Makes it hold a book that nobody changes, and nothing else; at once where it does since the last time."""
        if self._holds != book:
            self.apply_schema()
            self.empty()
            send(book, self.url, Settings())
            self._holds = book

    def empty(self) -> None:
        """Takes all vertices and edges away; the schema stays."""
        self._holds = None
        self.run("g.V().drop().iterate(); graph.tx().commit(); 0")

    def _do(self, task: str, *arguments: str, **environment: str) -> None:
        script(SCRIPT, task, str(self.port), *arguments, **self._environment, **environment)


def _state(task: Path) -> str:
    """The letter that says what a thread does; of one that is gone, that it is dead."""
    try:
        found = re.search(r"^State:\s*(\w)", (task / "status").read_text("utf-8"), re.MULTILINE)
    except OSError:
        return "X"
    return found[1] if found else "?"


def kill(pid: int) -> None:
    """Ends a process at once, and waits until its ports are free."""
    os.kill(pid, signal.SIGKILL)
    status = Path(f"/proc/{pid}/status")
    for _ in range(200):
        try:
            told = status.read_text("utf-8")
            # Its first thread has ended, and no other one holds the ports still.
            if re.search(r"^State:\s*[ZX]", told, re.MULTILINE) and re.search(r"^Threads:\s*[01]$", told, re.MULTILINE):
                return
        except OSError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} doesn't end")


def script(*command: str | Path, **environment: str) -> None:
    """Runs one of deploy's, which says in a sentence what went wrong."""
    # To files: what it starts holds its output open.
    with tempfile.TemporaryFile() as told:
        done = subprocess.run(
            command, env={**os.environ, **environment}, stdout=told, stderr=told, check=False, timeout=420
        )
        told.seek(0)
        assert done.returncode == 0, told.read().decode()
