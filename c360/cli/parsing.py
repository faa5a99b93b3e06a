"""What arguments are made of: the parser that complains in one sentence, and kinds of values."""

from __future__ import annotations

import argparse
import os
from datetime import date
from typing import Final, NoReturn

from c360.errors import UsageError, brief

_LONGEST: Final = 400  # characters of a complaint; the longest names all commands
# Bytes of a path and of a name in it, which no file system here has more of.
_PATH_MAX: Final = 4_095
_NAME_MAX: Final = 255


class Parser(argparse.ArgumentParser):
    """argparse that raises its complaint instead of printing a page and leaving."""

    def error(self, message: str) -> NoReturn:
        message = brief(message, _LONGEST)  # it quotes what was given
        raise UsageError(f"{message[:1].upper()}{message[1:]}; '{self.prog} --help' shows how it's meant.")


def with_graph(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Takes the graph that a command reads."""
    parser.add_argument(
        "--graph", type=a_path, metavar="BOOK", default=default,
        help="the book, or a server's ws:// address (default: C360_GRAPH, else demo.book)",
    )  # fmt: skip


def with_json(parser: argparse._ActionsContainer, default: str | bool = False) -> None:
    """Takes --json."""
    parser.add_argument(
        "--json", action="store_true", default=default, help="for programs: JSON instead of a report"
    )  # fmt: skip


def a_path(text: str) -> str:
    """The text of a path."""
    try:
        given = os.fsencode(text)
    except UnicodeEncodeError:  # a lone surrogate that no shell gives
        given = b""
    longest = max(map(len, given.split(b"/")))
    if not given.strip() or b"\0" in given or len(given) > _PATH_MAX or longest > _NAME_MAX:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no path")
    return text


def a_day(text: str) -> date:
    """A day in ISO form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a day like 2024-06-30") from None


def a_whole(text: str) -> int:
    """A whole number from 1 to 999,999,999."""
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number above 0")
    return int(text)
