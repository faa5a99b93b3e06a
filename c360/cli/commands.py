"""What each command does; each gives the whole text that goes to stdout."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from c360.audit import open_log
from c360.cli import auditing, bulk, changing, checking, lists, policies, screening, servers
from c360.cli.allowing import role_for
from c360.cli.books import searched
from c360.cli.files import check, write
from c360.cli.parts import segmented_of
from c360.cli.printing import as_json, as_text
from c360.errors import C360Error, UsageError
from c360.export import answers
from c360.settings import Settings

if TYPE_CHECKING:
    from rich.console import RenderableType

    from c360.model.household import Household
    from c360.profile import Customer360Builder


def run(arguments: Namespace) -> str:
    """Run the command that the arguments name; raises `C360Error`."""
    settings = Settings.from_env()
    arguments.role = role_for(arguments, settings)
    return _COMMANDS[arguments.command](arguments, settings)


def _profile(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.report import profile_report
    from c360.export import export

    wanted = next(((kind, Path(path)) for kind in ("pdf", "csv") if (path := getattr(arguments, kind))), None)
    if arguments.household and not arguments.pdf:
        raise UsageError("A household is added to a PDF alone: name one with --pdf, or ask 'household' for it.")
    if wanted:
        check(wanted[1], wanted[0])
    builder = _builder(arguments, settings)
    profile = builder.build_profile(arguments.id, as_of=arguments.as_of, lookback_days=arguments.lookback)
    if arguments.json:
        return export(builder, profile, "json").decode("utf-8")
    if wanted:
        household = _found(builder, arguments) if arguments.household else None
        return write(wanted[1], export(builder, profile, wanted[0], household))
    return as_text(profile_report(profile))


def _builder(arguments: Namespace, settings: Settings) -> Customer360Builder:
    """The builder for one customer; that it could not be had is recorded like any other failed view."""
    from c360.graph.connect import connect
    from c360.policy_changed import in_force
    from c360.profile import Customer360Builder
    from c360.screening_desk import desk_of

    place = arguments.graph or settings.graph
    audit = open_log(settings, place)
    try:
        graph, policy = connect(place, settings=settings), in_force(settings.policy, audit, settings.user)
        screens = desk_of(settings, place, wait=True)
        return Customer360Builder(graph, policy, audit, settings.user, role=arguments.role, screens=screens)
    except C360Error as error:
        for one in _ids(arguments):
            audit.record_unread(settings.user, one, error)
        raise


def _asked(arguments: Namespace, settings: Settings) -> Customer360Builder:
    """The builder, for whoever may have the answer in the form that is asked for."""
    builder = _builder(arguments, settings)
    if arguments.json:
        answers.allowed(
            arguments.command, user=builder.user, audit=builder.audit, role=builder.role, customer_id=_ids(arguments)[0]
        )
    return builder


def _told(
    builder: Customer360Builder, arguments: Namespace, found: Any, report: Callable[[], Iterable[RenderableType]]
) -> str:
    """The answer as JSON, on record as taken, or as text."""
    from c360.model.plain import to_bytes

    if not arguments.json:
        return as_text(report())
    return answers.taken(
        as_json(json.loads(to_bytes(found))), arguments.command, user=builder.user, audit=builder.audit,
        ids=_ids(arguments), detail={"policy": builder.policy.digest},
    )  # fmt: skip


def _ids(arguments: Namespace) -> list[str]:
    return list(getattr(arguments, "ids", None) or [arguments.id])


def _search(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.hits import hits_plain, hits_report
    from c360.policy_changed import in_force
    from c360.search import search

    place = arguments.graph or settings.graph
    audit, book = open_log(settings, place), searched(place, settings)
    if arguments.json:
        answers.allowed("search", user=settings.user, audit=audit, role=arguments.role)
    hits = search(
        book, arguments.text, policy=in_force(settings.policy, audit, settings.user), user=settings.user, audit=audit,
        role=arguments.role, limit=arguments.limit, segmented=segmented_of(arguments.role, place, settings),
    )  # fmt: skip
    if arguments.json:
        return answers.taken(as_json(hits_plain(hits)), "search", user=settings.user, audit=audit)
    return as_text(hits_report(hits, arguments.limit))


def _ownership(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.owners import ownership_report
    from c360.ownership import owned, owners

    builder = _asked(arguments, settings)
    look = owners if arguments.command == "owners" else owned
    found = look(
        builder.graph,
        arguments.id,
        policy=builder.policy,
        user=builder.user,
        audit=builder.audit,
        role=builder.role,
        kind=arguments.kind,
    )
    return _told(builder, arguments, found, lambda: ownership_report(found, arguments.command))


def _connected(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.networks import connections_report
    from c360.networks.connections import connections
    from c360.networks.paths import OVER

    builder = _asked(arguments, settings)
    over = tuple(OVER) if arguments.over is None else tuple(filter(None, arguments.over.split(",")))
    found = connections(
        builder.graph, arguments.ids, policy=builder.policy, user=builder.user, audit=builder.audit, role=builder.role,
        as_of=arguments.as_of, lookback_days=arguments.lookback, over=over, steps=arguments.steps,
    )  # fmt: skip
    return _told(builder, arguments, found, lambda: connections_report(found, builder.graph.book.currency))


def _flows(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.networks import flows_report
    from c360.networks.flows import flows

    builder = _asked(arguments, settings)
    found = flows(
        builder.graph, arguments.id, policy=builder.policy, user=builder.user, audit=builder.audit, role=builder.role,
        as_of=arguments.as_of, lookback_days=arguments.lookback,
    )  # fmt: skip
    return _told(builder, arguments, found, lambda: flows_report(found))


def _household(arguments: Namespace, settings: Settings) -> str:
    from c360.cli.households import household_report

    builder = _asked(arguments, settings)
    found = _found(builder, arguments)
    return _told(builder, arguments, found, lambda: household_report(found))


def _found(builder: Customer360Builder, arguments: Namespace) -> Household:
    from c360.households import household

    return household(
        builder.graph, arguments.id, policy=builder.policy, user=builder.user, audit=builder.audit, role=builder.role,
        as_of=arguments.as_of, screens=builder.screens,
    )  # fmt: skip


_COMMANDS: Final[Mapping[str, Callable[[Namespace, Settings], str]]] = {
    "demo": changing.demo,
    "load": changing.load,
    "unload": changing.unload,
    "profile": _profile,
    "search": _search,
    "owners": _ownership,
    "owned": _ownership,
    "connected": _connected,
    "flows": _flows,
    "household": _household,
    "export": lambda arguments, settings: bulk.export(arguments, settings, _builder),
    "approve": bulk.approve,
    "verify": checking.verify,
    "audit": auditing.audit,
    "lists": lists.run,
    "policy": policies.policy,
    "screen": screening.run,
    "schema": servers.schema,
    "warm": servers.warm,
    "index": servers.index,
}
