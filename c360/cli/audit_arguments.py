"""The arguments of the commands on the audit log."""

from __future__ import annotations

import argparse

from c360.audit.record import ACTIONS
from c360.cli.parsing import Parser, a_day, a_path, a_whole, with_graph, with_json


def audit_arguments(parser: argparse.ArgumentParser) -> None:
    """The tasks of `audit`."""
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK", parser_class=Parser)
    verify = tasks.add_parser("verify", help="check that no record was tampered with", allow_abbrev=False)
    show = tasks.add_parser("show", help="who looked at whom; that you asked is on record", allow_abbrev=False)
    show.add_argument("--customer", metavar="ID", help="only of this customer")
    show.add_argument("--user", metavar="NAME", help="only by this user")
    show.add_argument("--action", choices=ACTIONS, metavar="ACTION", help=f"only one of: {', '.join(ACTIONS)}")
    show.add_argument("--limit", type=a_whole, default=200, metavar="N", help="the newest N (default: 200)")
    export = tasks.add_parser("export", help="write records to a file that proves itself", allow_abbrev=False)
    close = tasks.add_parser("close", help="move the oldest records into such a file", allow_abbrev=False)
    until = close.add_mutually_exclusive_group(required=True)
    until.add_argument("--before", type=a_day, metavar="DAY", help="those from before this day, in UTC")
    until.add_argument("--through", type=a_whole, metavar="N", help="those up to this number")
    for task in (export, close):
        task.add_argument("file", type=a_path, metavar="FILE", help="the file to write")
    for task in (verify, export, close):  # the latter two verify before they write
        task.add_argument(
            "--checkpoints", type=a_path, action="append", metavar="FILE",
            help="the checkpoints kept apart; again for each server that has its own (default: C360_CHECKPOINTS)",
        )  # fmt: skip
        task.add_argument(
            "--key", type=a_path, action="append", metavar="FILE", help="a public key in PEM that signed checkpoints"
        )
    for task in (show, export):
        task.add_argument("--from", type=a_day, dest="since", metavar="DAY", help="from this day on, in UTC")
        task.add_argument("--to", type=a_day, dest="until", metavar="DAY", help="up to this day, it included")
    key = tasks.add_parser("key", help="print the public key that proves checkpoints", allow_abbrev=False)
    for task in (verify, show, export, close, key):
        with_graph(task)
    for task in (verify, show):
        with_json(task)
