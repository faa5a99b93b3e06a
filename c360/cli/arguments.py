"""The commands and their arguments; a wrong one is a `UsageError` with one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from c360.errors import UsageError
from c360.settings import DEFAULT_GRAPH


class _Parser(argparse.ArgumentParser):
    """argparse that raises its complaint instead of printing a page and leaving."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}; '{self.prog} --help' shows how it's meant.")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of one command; raises `UsageError`, and `SystemExit(0)` after printing help."""
    parser = _Parser(
        prog="python -m c360", description="Customer 360: the whole customer of a bank.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _demo(commands.add_parser("demo", help="build the demo bank", allow_abbrev=False))
    _load(commands.add_parser("load", help="load a source's files into a book or a graph server", allow_abbrev=False))
    _unload(commands.add_parser("unload", help="take a source out of a book", allow_abbrev=False))
    _profile(commands.add_parser("profile", help="one customer, whole", allow_abbrev=False))
    _search(commands.add_parser("search", help="find people, companies and accounts", allow_abbrev=False))
    _owners(commands.add_parser("owners", help="who owns a company, and who controls it", allow_abbrev=False))
    _owners(commands.add_parser("owned", help="the companies that somebody owns or controls", allow_abbrev=False))
    _connected(
        commands.add_parser("connected", help="how people, companies and accounts are connected", allow_abbrev=False)
    )
    _flows(commands.add_parser("flows", help="a customer's money in and out, by counterparty", allow_abbrev=False))
    _household(commands.add_parser("household", help="who lives and banks together", allow_abbrev=False))
    _verify(commands.add_parser("verify", help="compare random profiles with the records", allow_abbrev=False))
    audit = commands.add_parser("audit", help="the record of who looked at whom", allow_abbrev=False)
    tasks = audit.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=_Parser)
    _graph(tasks.add_parser("verify", help="check that no record was tampered with", allow_abbrev=False))
    schema = commands.add_parser("schema", help="the schema of a graph server", allow_abbrev=False)
    tasks = schema.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=_Parser)
    _graph(tasks.add_parser("apply", help="make what it lacks; harmless when run again", allow_abbrev=False))
    _graph(tasks.add_parser("diff", help="show what it lacks, and change nothing", allow_abbrev=False))
    _index(commands.add_parser("index", help="keep a graph server's search index in a folder", allow_abbrev=False))
    _warm(commands.add_parser("warm", help="ask a graph server until it answers quickly", allow_abbrev=False))
    return parser.parse_args(argv)


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into",
        type=_path,
        default=DEFAULT_GRAPH,
        metavar="BOOK",
        help=f"the book to build, or a server's ws:// address (default: {DEFAULT_GRAPH})",
    )
    parser.add_argument("--customers", type=_whole, default=2000, metavar="N", help="how many people (default: 2000)")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another seed is another bank (default: 7)")


def _load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what is loaded: berka, or the name of your own source")
    parser.add_argument("folder", type=_path, metavar="FOLDER", help="the folder of files that its SQL reads")
    _into(parser)
    parser.add_argument(
        "--source", type=_path, metavar="PATH", help="the folder of SQL files, where it isn't a shipped one"
    )
    parser.add_argument("--as-of", type=_day, metavar="DAY", help="the book's date (default: the newest transaction's)")
    parser.add_argument(
        "--rejects", type=_path, metavar="FILE", help="load the rest where rows are wrong, and list those in FILE"
    )
    _json(parser)


def _unload(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the source that goes, with what only it gave")
    _into(parser)
    _json(parser)


def _profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the customer's id")
    _graph(parser)
    parser.add_argument("--as-of", type=_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    parser.add_argument("--lookback", type=_whole, metavar="DAYS", help="days of activity (default: the policy's)")
    kinds = parser.add_mutually_exclusive_group()
    _json(kinds)
    kinds.add_argument("--pdf", metavar="FILE", help="write the PDF to FILE instead")
    kinds.add_argument("--csv", metavar="FILE", help="write the tables to FILE instead: a ZIP of CSV files")
    parser.add_argument("--household", action="store_true", help="with --pdf: add the customer's household")


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="parts of a name, an id, an account number, an e-mail, a phone")
    _graph(parser)
    parser.add_argument("--limit", type=_whole, default=10, metavar="N", help="how many at most (default: 10)")
    _json(parser)


def _owners(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="a company's id, or a customer's")
    _graph(parser)
    parser.add_argument("--kind", choices=("person", "company"), help="which is meant, where both have this id")
    _json(parser)


def _connected(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids",
        metavar="ID",
        nargs="+",
        help="two to five ids; person:ID, company:ID or account:ID where one is several's",
    )
    _graph(parser)
    parser.add_argument("--steps", type=_whole, default=4, metavar="N", help="how far at most, 1 to 4 (default: 4)")
    parser.add_argument(
        "--over", metavar="WORDS", help="what ways may lead over, with commas: family, business, companies, accounts,"
        " money, addresses, documents (default: all)",
    )  # fmt: skip
    _window(parser)
    _json(parser)


def _flows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the customer's id")
    _graph(parser)
    _window(parser)
    _json(parser)


def _window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    parser.add_argument("--lookback", type=_whole, metavar="DAYS", help="days of money (default: the policy's)")


def _household(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the id of any of its members")
    _graph(parser)
    parser.add_argument("--as-of", type=_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    _json(parser)


def _verify(parser: argparse.ArgumentParser) -> None:
    _graph(parser)
    parser.add_argument("--customers", type=_whole, default=200, metavar="N", help="how many (default: 200)")
    parser.add_argument("--seed", type=int, metavar="N", help="an earlier check's seed takes its customers again")
    _json(parser)


def _warm(parser: argparse.ArgumentParser) -> None:
    _graph(parser)
    parser.add_argument("--customers", type=_whole, default=200, metavar="N", help="how many at most (default: 200)")
    parser.add_argument("--seconds", type=_whole, default=60, metavar="N", help="how long at most (default: 60)")


def _index(parser: argparse.ArgumentParser) -> None:
    _graph(parser)
    parser.add_argument("--into", required=True, type=_path, metavar="FOLDER", help="the folder that keeps the index")


def _graph(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--graph", metavar="BOOK", help="the book, or a server's ws:// address (default: C360_GRAPH, else demo.book)"
    )


def _into(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into",
        "--graph",
        "--from",
        required=True,
        type=_path,
        dest="into",
        metavar="BOOK",
        help="the book, or a server's ws:// address",
    )


def _json(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--json", action="store_true", help="for programs: JSON instead of a report")


def _path(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no path")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a day like 2024-06-30") from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a whole number above 0")
    return int(text)
