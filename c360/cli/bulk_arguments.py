"""The arguments of `export`, of many customers, and of `approve`, the answer to it."""

from __future__ import annotations

import argparse

from c360.cli.parsing import a_day, a_path, a_whole, with_graph, with_json


def export_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of `export`."""
    parser.add_argument("file", type=a_path, metavar="FILE", help="the customers' ids, one a line")
    parser.add_argument("--kind", required=True, choices=("json", "pdf", "csv"), help="what each file is")
    parser.add_argument("--into", required=True, type=a_path, dest="folder", metavar="FOLDER", help="a new folder")
    parser.add_argument("--as-of", type=a_day, metavar="DAY", help="the day they speak of (default: the book's date)")
    parser.add_argument("--lookback", type=a_whole, metavar="DAYS", help="days of activity (default: the policy's)")
    parser.add_argument("--reason", metavar="TEXT", help="why, for whoever says yes to an export of many")
    with_graph(parser)


def approve_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of `approve`."""
    parser.add_argument(
        "request", nargs="?", type=a_whole, metavar="REQUEST", help="its number; without one all are shown"
    )
    said = parser.add_mutually_exclusive_group()
    said.add_argument("--yes", action="store_true", help="let it be done")
    said.add_argument("--no", action="store_true", help="refuse it")
    parser.add_argument("--reason", metavar="TEXT", help="why, for whoever reads it later")
    with_graph(parser)
    with_json(parser)
