"""Three nodes of Cassandra of the tests' own, by the script that everybody uses, and what can happen to them."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from tests.contract.server import ROOT, STATE, JanusGraph, kill, script

COUNT: Final = 3
# Addresses and data of their own, so that a developer's cluster is left alone.
NET: Final = os.environ.get("CASSANDRA_NET", "127.0.9")
_STATE: Final = STATE / "cassandra" / NET
_SCRIPT: Final = ROOT / "deploy" / "cassandra.sh"
# Megabytes: three nodes with a heap of 512 each, the server, and the tests themselves.
_MEMORY: Final = 3 * 1400 + 800 + 500


class Nodes:
    """Numbered from 1. What they hold is thrown away."""

    @staticmethod
    def lacking() -> str | None:
        """Why they can't be started here."""
        if reason := JanusGraph.lacking():
            return reason
        if not (STATE / "cassandra" / "lib" / "of").is_file():
            return "Cassandra's jars are not here: deploy/cassandra.sh jars fetches them"
        free = next(int(line.split()[1]) for line in _meminfo() if line.startswith("MemAvailable")) // 1024
        if free < _MEMORY:
            return f"three nodes and a server take about {_MEMORY} MB, and {free} MB are free"
        return None

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Starts those that don't run, and waits until each answers and sees the others."""
        script(_SCRIPT, "start", str(COUNT), CASSANDRA_NET=NET, **(environment or {}))

    def stop(self, *which: int) -> None:
        """Stops these, or all."""
        script(_SCRIPT, "stop", *map(str, which), CASSANDRA_NET=NET)

    def end(self) -> None:
        """Stops all and takes their data away, those of an earlier run that was cut as well."""
        assert NET != "127.0.0", "these are a developer's own nodes"
        self.stop()
        shutil.rmtree(_STATE, ignore_errors=True)

    def kill(self, *which: int) -> None:
        """As if their machines lost their power."""
        for node in which:
            kill(self._pid(node))

    def freeze(self, *which: int) -> None:
        """They take connections and say nothing."""
        for node in which:
            os.kill(self._pid(node), signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets all that are frozen go on."""
        for node in range(1, COUNT + 1):
            with suppress(OSError):
                os.kill(self._pid(node), signal.SIGCONT)

    @staticmethod
    def log(node: int) -> str:
        """What it has logged since it was started."""
        return (_STATE / str(node) / "log").read_text("utf-8")

    @staticmethod
    def _pid(node: int) -> int:
        return int((_STATE / str(node) / "pid").read_text("ascii"))


def _meminfo() -> list[str]:
    path = Path("/proc/meminfo")
    return path.read_text("ascii").splitlines() if path.exists() else ["MemAvailable: 0 kB"]
