"""A PostgreSQL of a test's own: a new cluster in a temporary folder, on a socket there and no network at all."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import psycopg

PASSWORD: Final = "correct-horse"
_BINARIES: Final = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


class Server:
    """Starts and stops; `url` is where a log is to be kept. Any user may write and nobody else reaches it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._data, self._as = folder / "data", _as_another()
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-D", self._data, "-U", "c360", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        self.execute("postgres", "CREATE DATABASE audit")

    @property
    def url(self) -> str:
        """The address of the database for logs, with a password in it that the server doesn't ask for."""
        return f"postgresql://c360:{PASSWORD}@/audit?host={self.folder}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        # A crash of the machine is not what these tests are of: without syncs they take a third of the time.
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop: `fast` ends connections, `immediate` is a crash."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")

    def execute(self, database: str, statement: str) -> list[tuple[object, ...]]:
        """Run a statement as the owner of everything."""
        where = f"host={self.folder} user=c360 dbname={database} options='-c search_path=c360_audit'"
        with psycopg.connect(where, autocommit=True) as db:
            found = db.execute(statement.encode())
            return found.fetchall() if found.description else []

    def _run(self, name: str, *arguments: str | Path) -> None:
        command: Sequence[str | Path] = [*self._as, _BINARIES[0] / name, *arguments]
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def lacking() -> str:
    """Why there can't be a server here; nothing where there can be one."""
    if not _BINARIES:
        return "PostgreSQL isn't installed: deploy/postgres.sh does it"
    if os.getuid() == 0 and not shutil.which("runuser"):
        return "PostgreSQL doesn't run as root, and there is no runuser here"
    return ""


def _as_another() -> list[str]:
    if os.getuid() != 0:
        return []
    pwd.getpwnam("postgres")
    return ["runuser", "-u", "postgres", "--"]
