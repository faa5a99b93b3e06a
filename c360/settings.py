"""One frozen `Settings`, read from a mapping such as the environment; one wrong value refuses them all."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from c360.errors import UsageError

PREFIX: Final = "C360_"
DEFAULT_GRAPH: Final = "demo.book"
NAMES: Final = (
    "GRAPH", "USER", "POLICY", "AUDIT", "LOG", "KEEP_GENERATIONS", "GRAPH_USER", "GRAPH_PASSWORD", "GRAPH_CA", "INDEX",
)  # fmt: skip
SERVERS: Final = ("ws://", "wss://")


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and the next.

    `graph` is a book's folder or a `ws://` address; `user` is who the audit log says was looking; `policy` and
    `audit` replace the shipped policy file and the book's own audit log; `log` is a file that takes the details
    of failures; `keep_generations` is how many states of a book a load leaves readable, the new one among them.
    `graph_user`, `graph_password` and `graph_ca` (a file of certificates to trust) are for a graph server, and so is
    `index`, a folder that keeps its search index from one process to the next.
    """

    graph: str = DEFAULT_GRAPH
    user: str = "unknown"
    policy: Path | None = None
    audit: Path | None = None
    log: Path | None = None
    keep_generations: int = 5
    graph_user: str = ""
    graph_password: str = field(default="", repr=False)
    graph_ca: Path | None = None
    index: Path | None = None

    def audit_of(self, graph: str) -> Path:
        """Where the audit log of `graph` lies; `UsageError` for a server's, unless a file is named for it."""
        if self.audit is not None:
            return self.audit
        if is_server(graph):
            raise UsageError(f"A graph server has no audit log of its own: name a file by {PREFIX}AUDIT.")
        return Path(graph) / "audit.sqlite"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Settings from `C360_*` names of `env` (default: the process's environment); others are ignored.

        Raises `UsageError` for a `C360_` name that is no setting and for a value that doesn't fit.
        """
        env = os.environ if env is None else env
        given = {name.removeprefix(PREFIX): value for name, value in env.items() if name.startswith(PREFIX)}
        for name in sorted(given.keys() - set(NAMES)):
            near = get_close_matches(name, NAMES, n=1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else f"known are {', '.join(PREFIX + n for n in NAMES)}."
            raise UsageError(f"The setting {PREFIX}{name} is not known: {hint}")
        for name, value in sorted(given.items()):
            if not value.strip():
                raise UsageError(f"The setting {PREFIX}{name} is empty: give it a value or take it away.")
        return cls(
            graph=given.get("GRAPH", DEFAULT_GRAPH),
            user=given["USER"].strip() if "USER" in given else os_user(),
            policy=_file(given, "POLICY"),
            audit=Path(given["AUDIT"]) if "AUDIT" in given else None,
            log=Path(given["LOG"]) if "LOG" in given else None,
            keep_generations=_keep(given.get("KEEP_GENERATIONS", "5").strip()),
            graph_user=given.get("GRAPH_USER", "").strip(),
            graph_password=given.get("GRAPH_PASSWORD", ""),
            graph_ca=_file(given, "GRAPH_CA"),
            index=Path(given["INDEX"]) if "INDEX" in given else None,
        )


def is_server(graph: str) -> bool:
    """Whether this names a graph server and not a book."""
    return graph.startswith(SERVERS)


def os_user() -> str:
    """Who the operating system says this is; a container may run a user id without a name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _keep(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= 1000):
        raise UsageError(
            f"The setting {PREFIX}KEEP_GENERATIONS must be a whole number from 1 to 1000, not {text[:40]!r}."
        )
    return int(text)


def _file(given: Mapping[str, str], name: str) -> Path | None:
    if name not in given:
        return None
    path = Path(given[name])
    if not path.is_file():
        raise UsageError(f"The setting {PREFIX}{name} names no file: {given[name]!r}.")
    return path
