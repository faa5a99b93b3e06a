"""One frozen `Settings`, read from a mapping such as the environment; one wrong value refuses them all."""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from c360.errors import UsageError, brief

PREFIX: Final = "C360_"
DEFAULT_GRAPH: Final = "demo.book"
NAMES: Final = (
    "GRAPH", "USER", "POLICY", "AUDIT", "LOG", "KEEP_GENERATIONS", "GRAPH_USER", "GRAPH_PASSWORD", "GRAPH_CA", "INDEX",
    "LISTS", "CHECKPOINTS", "CHECKPOINTS_STDOUT", "AUDIT_KEY", "AUDIT_KEY_PEM", "ACCESS", "IDLE_SECONDS",
)  # fmt: skip
SERVERS: Final = ("ws://", "wss://")
DATABASES: Final = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between one installation and the next.

    `graph` is a book's folder or a `ws://` address; `user` is who the audit log says was looking; `policy` and
    `audit` replace the shipped policy file and the book's own audit log; `log` is a file that takes the details
    of failures; `keep_generations` is how many states of a book a load leaves readable, the new one among them.
    `graph_user`, `graph_password` and `graph_ca` (a file of certificates to trust) are for a graph server, and so is
    `index`, a folder that keeps its search index from one process to the next. `lists` is the folder of sanctions
    lists, in place of the one beside the book. `access` is the file that says who has which role.
    `idle_seconds` is how long a login may go unused before it ends.

    `audit` is a file or a PostgreSQL address. `checkpoints` is the file of its signed checkpoints, in place of the one
    beside it; `checkpoints_stdout` has a server print them, too. `audit_key` is the file of the key that signs them,
    `audit_key_pem` the key itself; where neither is given one is made beside the log.
    """

    graph: str = DEFAULT_GRAPH
    user: str = "unknown"
    policy: Path | None = None
    audit: Path | str | None = field(default=None, repr=False)  # an address may hold a password
    log: Path | None = None
    keep_generations: int = 5
    graph_user: str = ""
    graph_password: str = field(default="", repr=False)
    graph_ca: Path | None = None
    index: Path | None = None
    lists: Path | None = None
    checkpoints: Path | None = None
    checkpoints_stdout: bool = False
    audit_key: Path | None = None
    audit_key_pem: str = field(default="", repr=False)
    access: Path | None = None
    idle_seconds: int = 900

    def audit_of(self, graph: str) -> Path | str:
        """Where the audit log of `graph` lies, a file or a PostgreSQL address.

        `UsageError` for a graph server's, unless one is named for it.
        """
        if self.audit is not None:
            return self.audit
        if is_server(graph):
            raise UsageError(f"A graph server has no audit log of its own: name a file or a database by {PREFIX}AUDIT.")
        return Path(graph) / "audit.sqlite"

    def lists_of(self, graph: str) -> Path:
        """Where the sanctions lists for `graph` lie: for a book in a folder beside it, named after it.

        `UsageError` for a server's, unless a folder is named for it.
        """
        if self.lists is not None:
            return self.lists
        if is_server(graph):
            raise UsageError(f"A graph server has no folder of sanctions lists: name one by {PREFIX}LISTS.")
        book = Path(os.path.abspath(graph))
        return book.with_name(f"{book.name}.screening") / "lists"

    def decisions_of(self, graph: str) -> Path:
        """The file of the decisions on candidates, beside the lists: see `lists_of`."""
        return self.lists_of(graph).parent / "decisions.sqlite"

    def run_of(self, graph: str) -> Path:
        """The file of what the last screening of `graph` found, beside the lists; several graphs may share these."""
        if self.lists is None:
            return self.lists_of(graph).parent / "run.sqlite"
        place = graph if is_server(graph) else os.path.abspath(graph)
        return self.lists.parent / f"run-{hashlib.sha256(place.encode()).hexdigest()[:12]}.sqlite"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Settings:
        """Settings from `C360_*` names of `env` (default: the process's environment); others are ignored.

        Raises `UsageError` for a `C360_` name that is no setting and for a value that doesn't fit.
        """
        env = os.environ if env is None else env
        given = {name.removeprefix(PREFIX): value for name, value in env.items() if name.startswith(PREFIX)}
        for name in sorted(given.keys() - set(NAMES)):
            near = get_close_matches(name, NAMES, n=1)
            hint = f"did you mean {PREFIX}{near[0]}?" if near else f"after {PREFIX} comes one of {', '.join(NAMES)}."
            raise UsageError(f"The setting {PREFIX}{name} is not known: {hint}")
        for name, value in sorted(given.items()):
            if not value.strip():
                raise UsageError(f"The setting {PREFIX}{name} is empty: give it a value or take it away.")
        if {"AUDIT_KEY", "AUDIT_KEY_PEM"} <= given.keys():
            raise UsageError(f"The settings {PREFIX}AUDIT_KEY and {PREFIX}AUDIT_KEY_PEM are both given: take one away.")
        return cls(
            graph=given.get("GRAPH", DEFAULT_GRAPH),
            user=given["USER"].strip() if "USER" in given else os_user(),
            policy=_file(given, "POLICY"),
            audit=_audit(given.get("AUDIT")),
            log=Path(given["LOG"]) if "LOG" in given else None,
            keep_generations=_number(given, "KEEP_GENERATIONS", 5, 1, 1000),
            graph_user=given.get("GRAPH_USER", "").strip(),
            graph_password=given.get("GRAPH_PASSWORD", ""),
            graph_ca=_file(given, "GRAPH_CA"),
            index=Path(given["INDEX"]) if "INDEX" in given else None,
            lists=Path(given["LISTS"]) if "LISTS" in given else None,
            checkpoints=Path(given["CHECKPOINTS"]) if "CHECKPOINTS" in given else None,
            checkpoints_stdout=_switch(given, "CHECKPOINTS_STDOUT"),
            audit_key=_file(given, "AUDIT_KEY"),
            audit_key_pem=given.get("AUDIT_KEY_PEM", ""),
            access=_file(given, "ACCESS"),
            idle_seconds=_number(given, "IDLE_SECONDS", 900, 5, 86_400),
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


def account() -> str:
    """The account of the operating system, which C360_USER can't change: for the auditor."""
    return f"uid {os.getuid()}" if hasattr(os, "getuid") else ""


def _audit(given: str | None) -> Path | str | None:
    return given.strip() if given and given.strip().startswith(DATABASES) else Path(given) if given else None


def _switch(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "0").strip()
    if text not in ("0", "1"):
        raise UsageError(f"The setting {PREFIX}{name} must be 0 or 1, not {text[:40]!r}.")
    return text == "1"


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name, str(default)).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise UsageError(
            f"The setting {PREFIX}{name} must be a whole number from {least} to {most}, not {text[:40]!r}."
        )
    return int(text)


def _file(given: Mapping[str, str], name: str) -> Path | None:
    if name not in given:
        return None
    path = Path(given[name])
    if not path.is_file():
        raise UsageError(f"The setting {PREFIX}{name} names no file: {brief(given[name], 200)!r}.")
    return path
