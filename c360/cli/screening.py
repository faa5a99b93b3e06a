"""The command `screen`: a whole book, one name, a table of names; and what people decide about who was found."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from rich.text import Text

from c360.audit import Record, open_log
from c360.cli import screening_book, screening_decisions, screening_names
from c360.cli.allowing import for_screening
from c360.cli.books import book_at
from c360.cli.files import check, write
from c360.cli.printing import as_json, as_text
from c360.cli.tables import table
from c360.cli.words import clean
from c360.errors import NotScreened, UsageError
from c360.settings import Settings, is_server

if TYPE_CHECKING:
    from c360.screening import Candidate, Screener, Subject

_Done = TypeVar("_Done")

# What only one way of asking takes.
_OF_A_NAME: Final = ("born", "country", "schema")
_OF_A_DECISION: Final = ("reason", "anyway")


def run(arguments: Namespace, settings: Settings) -> str:
    """Run what the words after `screen` mean; raises `C360Error`."""
    place = arguments.graph or settings.graph
    settings.lists_of(place)
    if not is_server(place):
        book_at(place)
    words: list[str] = arguments.words
    match words:
        case ["decide", customer, list_, entry, outcome]:
            _only(arguments, "decide", *_OF_A_DECISION, "kind", "json")
            return screening_decisions.decide(arguments, settings, customer, list_, entry, outcome)
        case ["decisions", *customer] if len(customer) < 2:
            _only(arguments, "decisions", "json")
            return screening_decisions.decisions(arguments, settings, customer[0] if customer else None)
        case ["decide" | "decisions", *_]:
            raise UsageError("It is 'screen decide CUSTOMER LIST ENTRY confirmed|dismissed --reason TEXT', and"
                             " 'screen decisions [CUSTOMER]'.")  # fmt: skip
        case [name]:
            _only(arguments, "one name", *_OF_A_NAME, "json")
            return _name(arguments, settings, name)
        case [] if arguments.names:
            _only(arguments, "a table of names", "names", "csv")
            return _table(arguments, settings)
        case []:
            _only(arguments, "a book", "changed", "json", "csv")
            return screening_book.book(arguments, settings)
    raise UsageError("More than one word: write a name with blanks in quotes.")


def _only(arguments: Namespace, what: str, *allowed: str) -> None:
    every = (*_OF_A_NAME, *_OF_A_DECISION, "kind", "changed", "names", "csv", "json")
    for one in every:
        if getattr(arguments, one) and one not in allowed:
            raise UsageError(f"--{one} is not for {what}.")


def _name(arguments: Namespace, settings: Settings, name: str) -> str:
    for_screening(arguments, settings)
    subject = screening_names.subject(name, arguments.born or "", arguments.country or "", arguments.schema or "")

    def work() -> tuple[Screener, tuple[Candidate, ...], dict[str, str]]:
        screener, near = _screener(arguments, settings)
        found = screener.screen(subject, near)
        return screener, found, {"candidates": str(len(found)), "matches": str(sum(one.match for one in found))}

    screener, found, _ = recorded(arguments, settings, work, text=repr(subject))
    if arguments.json:
        return as_json(screening_names.plain(subject, screener, found))
    return as_text(_report(subject, screener, found))


def _table(arguments: Namespace, settings: Settings) -> str:
    for_screening(arguments, settings)
    if not arguments.csv:
        raise UsageError("A table of names goes to another: name it with --csv.")
    target = Path(arguments.csv)
    check(target, "table")
    rows = screening_names.read(Path(arguments.names))

    def work() -> tuple[bytes, dict[str, str]]:
        screener, near = _screener(arguments, settings)
        data, matches = screening_names.screened(rows, screener, near)
        return data, {"names": str(len(rows)), "matches": str(matches), "sha256": hashlib.sha256(data).hexdigest()}

    data, _ = recorded(arguments, settings, work, text=repr(rows))
    return write(target, data)


def _screener(arguments: Namespace, settings: Settings) -> tuple[Screener, float]:
    from c360.policy import load
    from c360.screening import Screener
    from c360.screening.lists.held import open_lists

    rules = load(settings.policy).screening
    lists = open_lists(settings.lists_of(arguments.graph or settings.graph))
    if lists.none_loaded:
        raise NotScreened("Not screened, since no sanctions list is loaded, which doesn't mean clear: 'lists load'"
                          " loads one.")  # fmt: skip
    return Screener.of(lists, float(rules.threshold)), float(rules.near)


def recorded(arguments: Namespace, settings: Settings, work: Callable[[], _Done], text: str) -> _Done:
    """What `work` gives, its last value being what the audit log says of it: recorded before it is answered.

    `text` is in the log as a keyed digest alone, as a search's is. Raises `AuditFailed`.
    """
    log = open_log(settings, arguments.graph or settings.graph)
    try:
        detail = {"text_hmac": log.keyed(text)}
        try:
            done: Any = work()
        except Exception as error:
            failed = detail | {"error": type(error).__name__}
            log.record(Record(settings.user, "screen", None, "failed", detail=failed))
            raise
        log.record(Record(settings.user, "screen", None, "success", detail=detail | done[-1]))
        return done  # type: ignore[no-any-return]
    finally:
        log.close()


def _report(subject: Subject, screener: Screener, found: tuple[Candidate, ...]) -> Any:
    used = ", ".join(f"{one.name} ({one.dated[:10] if one.dated else 'day not stated'})" for one in screener.lists)
    yield Text(clean(f"Screened against {used}."))
    if not found:
        yield Text("No listed name is near this one.")
        return
    rows = [
        (
            f"{one.score:.2f}", "match" if one.match else "near miss", one.entry.name, one.entry.list, one.entry.id,
            "; ".join(each.words for each in one.features),
        )
        for one in found
    ]  # fmt: skip
    yield table(("score", "", "listed as", "list", "entry", "because"), rows)
    yield Text("A match is a candidate until a person decides.", style="dim")
