"""The commands and their arguments; a wrong one is a `UsageError` with one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Final

from c360.cli.audit_arguments import audit_arguments
from c360.cli.bulk_arguments import approve_arguments, export_arguments
from c360.cli.parsing import Parser, a_day, a_path, a_whole, with_graph, with_json
from c360.settings import DEFAULT_GRAPH


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of one command; raises `UsageError`, and `SystemExit(0)` after printing help."""
    parser = Parser(
        prog="python -m c360", description="Customer 360: the whole customer of a bank.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
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
    export_arguments(commands.add_parser("export", help="many customers, a file each", allow_abbrev=False))
    approve_arguments(commands.add_parser("approve", help="say yes or no to an export of many", allow_abbrev=False))
    _verify(commands.add_parser("verify", help="compare random profiles with the records", allow_abbrev=False))
    audit_arguments(commands.add_parser("audit", help="the record of who looked at whom", allow_abbrev=False))
    policy = commands.add_parser("policy", help="check a policy file, or try it on a book", allow_abbrev=False)
    tasks = policy.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=Parser)
    _policy(tasks.add_parser("check", help="say what is wrong with it, or what it defines", allow_abbrev=False))
    _try(tasks.add_parser("try", help="who would move from which band to which, and why", allow_abbrev=False))
    _lists(commands.add_parser("lists", help="the sanctions lists to screen against", allow_abbrev=False))
    _screen(commands.add_parser("screen", help="screen a book or names against the lists", allow_abbrev=False))
    schema = commands.add_parser("schema", help="the schema of a graph server", allow_abbrev=False)
    tasks = schema.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=Parser)
    with_graph(tasks.add_parser("apply", help="make what it lacks; harmless when run again", allow_abbrev=False))
    with_graph(tasks.add_parser("diff", help="show what it lacks, and change nothing", allow_abbrev=False))
    _index(commands.add_parser("index", help="keep a graph server's search index in a folder", allow_abbrev=False))
    _warm(commands.add_parser("warm", help="ask a graph server until it answers quickly", allow_abbrev=False))
    return parser.parse_args(argv)


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into",
        type=a_path,
        default=DEFAULT_GRAPH,
        metavar="BOOK",
        help=f"the book to build, or a server's ws:// address (default: {DEFAULT_GRAPH})",
    )
    parser.add_argument("--customers", type=a_whole, default=2000, metavar="N", help="how many people (default: 2000)")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="another seed is another bank (default: 7)")


def _load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what is loaded: berka, or the name of your own source")
    parser.add_argument("folder", type=a_path, metavar="FOLDER", help="the folder of files that its SQL reads")
    _into(parser)
    parser.add_argument(
        "--source", type=a_path, metavar="PATH", help="the folder of SQL files, where it isn't a shipped one"
    )
    parser.add_argument(
        "--as-of", type=a_day, metavar="DAY", help="the book's date (default: the newest transaction's)"
    )
    parser.add_argument(
        "--rejects", type=a_path, metavar="FILE", help="load the rest where rows are wrong, and list those in FILE"
    )
    with_json(parser)


def _unload(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the source that goes, with what only it gave")
    _into(parser)
    with_json(parser)


def _profile(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the customer's id")
    with_graph(parser)
    parser.add_argument("--as-of", type=a_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    parser.add_argument("--lookback", type=a_whole, metavar="DAYS", help="days of activity (default: the policy's)")
    kinds = parser.add_mutually_exclusive_group()
    with_json(kinds)
    kinds.add_argument("--pdf", type=a_path, metavar="FILE", help="write the PDF to FILE instead")
    kinds.add_argument(
        "--csv", type=a_path, metavar="FILE", help="write the tables to FILE instead: a ZIP of CSV files"
    )
    parser.add_argument("--household", action="store_true", help="with --pdf: add the customer's household")


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="parts of a name, an id, an account number, an e-mail, a phone")
    with_graph(parser)
    parser.add_argument("--limit", type=a_whole, default=10, metavar="N", help="how many at most (default: 10)")
    with_json(parser)


def _owners(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="a company's id, or a customer's")
    with_graph(parser)
    parser.add_argument("--kind", choices=("person", "company"), help="which is meant, where both have this id")
    with_json(parser)


def _connected(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "ids",
        metavar="ID",
        nargs="+",
        help="two to five ids; person:ID, company:ID or account:ID where one is several's",
    )
    with_graph(parser)
    parser.add_argument("--steps", type=a_whole, default=4, metavar="N", help="how far at most, 1 to 4 (default: 4)")
    parser.add_argument(
        "--over", metavar="WORDS", help="what ways may lead over, with commas: family, business, companies, accounts,"
        " money, addresses, documents (default: all)",
    )  # fmt: skip
    _window(parser)
    with_json(parser)


def _flows(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the customer's id")
    with_graph(parser)
    _window(parser)
    with_json(parser)


def _window(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=a_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    parser.add_argument("--lookback", type=a_whole, metavar="DAYS", help="days of money (default: the policy's)")


def _household(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the id of any of its members")
    with_graph(parser)
    parser.add_argument("--as-of", type=a_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    with_json(parser)


def _verify(parser: argparse.ArgumentParser) -> None:
    with_graph(parser)
    parser.add_argument("--customers", type=a_whole, default=200, metavar="N", help="how many (default: 200)")
    parser.add_argument("--seed", type=int, metavar="N", help="an earlier check's seed takes its customers again")
    with_json(parser)


def _policy(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=a_path, metavar="FILE", help="a policy file, such as c360/policy.toml")
    with_json(parser)


def _try(parser: argparse.ArgumentParser) -> None:
    _policy(parser)
    with_graph(parser)
    parser.add_argument("--as-of", type=a_day, metavar="DAY", help="the day it speaks of (default: the book's date)")
    parser.add_argument("--csv", type=a_path, metavar="FILE", help="also write who moves to FILE, as CSV")


def _warm(parser: argparse.ArgumentParser) -> None:
    with_graph(parser)
    parser.add_argument("--customers", type=a_whole, default=200, metavar="N", help="how many at most (default: 200)")
    parser.add_argument("--seconds", type=a_whole, default=60, metavar="N", help="how long at most (default: 60)")


def _lists(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(task="show")  # 'lists' alone shows them
    with_graph(parser)
    with_json(parser)
    tasks = parser.add_subparsers(metavar="TASK", parser_class=Parser)
    for name, words in _LISTS.items():
        task = tasks.add_parser(name, help=words, allow_abbrev=False)
        task.set_defaults(task=name)
        if name == "load":
            task.add_argument("kind", choices=("ofac", "un", "opensanctions"), help="whose list it is")
            task.add_argument(
                "path", type=a_path, metavar="PATH",
                help="OFAC's folder with sdn.csv, alt.csv and add.csv; the UN's XML; OpenSanctions' targets.simple.csv"
                " or lines of FollowTheMoney JSON",
            )  # fmt: skip
            task.add_argument(
                "--dated", type=a_day, metavar="DAY", help="the list's own day, where its files don't say it"
            )
            task.add_argument("--allow-shrink", action="store_true", help="take a list that lost over half its entries")
        elif name != "show":
            task.add_argument("name", metavar="LIST", help="the list's name, as 'lists show' tells it")
        with_graph(task, default=argparse.SUPPRESS)  # else a task undoes what stands before it
        with_json(task, default=argparse.SUPPRESS)


def _screen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "words", metavar="NAME", nargs="*",
        help="one name, in quotes; nothing for the whole book; 'decide CUSTOMER LIST ENTRY confirmed|dismissed';"
        " 'decisions [CUSTOMER]'",
    )  # fmt: skip
    with_graph(parser)
    parser.add_argument("--changed", action="store_true", help="a book: only what changed since the last run")
    parser.add_argument("--born", metavar="DAY", help="a name: when born, 1961, 1961-05 or 1961-05-03")
    parser.add_argument("--country", metavar="CODES", help="a name: its countries, with semicolons")
    parser.add_argument("--schema", metavar="SCHEMA", help="a name: Person (default), Company, Vessel and so on")
    parser.add_argument(
        "--names", type=a_path, metavar="FILE", help="a CSV file of names: name, born, country, schema, id"
    )
    parser.add_argument("--csv", type=a_path, metavar="FILE", help="write the candidates to FILE")
    parser.add_argument("--kind", choices=("person", "company"), help="a decision: whose id it is (default: person)")
    parser.add_argument("--reason", metavar="TEXT", help="a decision: why, for whoever reads it later")
    parser.add_argument("--anyway", action="store_true", help="a decision: also where there is one already")
    with_json(parser)


_LISTS: Final = {
    "load": "load a list, whole or not at all",
    "show": "the lists that are loaded, with their days, counts and digests",
    "changes": "what the last load of a list changed",
    "remove": "screen against a list no more; its versions stay",
}


def _index(parser: argparse.ArgumentParser) -> None:
    with_graph(parser)
    parser.add_argument("--into", required=True, type=a_path, metavar="FOLDER", help="the folder that keeps the index")


def _into(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into",
        "--graph",
        "--from",
        required=True,
        type=a_path,
        dest="into",
        metavar="BOOK",
        help="the book, or a server's ws:// address",
    )
