"""In which role a command runs, and whether that may run it: asked before anything else is done."""

from __future__ import annotations

from argparse import Namespace
from contextlib import closing
from pathlib import Path
from typing import Final

from c360.access import ADMINISTER, AUDIT, DECIDE, EXPORT, LOCAL, Role, demand, here, load, refuse, sees_screening
from c360.audit import AuditLog, NullLog, Record, open_log
from c360.errors import C360Error, NoBook, NotAllowed
from c360.settings import Settings, is_server

# What a command needs; by its task too, where it has tasks.
_RIGHTS: Final = {
    "demo": ADMINISTER, "load": ADMINISTER, "unload": ADMINISTER, "verify": ADMINISTER, "schema": ADMINISTER,
    "index": ADMINISTER, "warm": ADMINISTER, "lists load": ADMINISTER, "lists remove": ADMINISTER, "audit": AUDIT,
}  # fmt: skip
# What the log calls it; anything else is a view.
_ACTIONS: Final = {
    **dict.fromkeys(("demo", "load", "unload", "lists", "schema", "index", "warm"), "load"),
    "verify": "verify", "search": "search", "screen": "screen", "policy": "policy",
}  # fmt: skip


def role_for(arguments: Namespace, settings: Settings) -> Role:
    """The role of the settings' user by the access file, as it is in the command's book; without a file everybody's.

    Raises `AccessError` for a file that is wrong, and `NotAllowed`, once that is on record, for a user without a role
    and for a role without the right; and for a role that is for some books alone what asking for a book's name does.
    """
    if settings.access is None:
        return LOCAL
    access = load(settings.access)
    command, task = arguments.command, getattr(arguments, "task", None)
    action, customer = _ACTIONS.get(command, "view"), getattr(arguments, "id", None)
    log, detail = _log(arguments, settings), {"command": f"{command} {task}" if task else command}
    try:
        try:
            role = _here(access.role(settings.user, {}), arguments, settings)
        except NotAllowed:
            log.record(Record(settings.user, action, customer, "denied", detail={**detail, "role": "none"}))
            raise
        except C360Error as error:
            told = {**detail, "error": type(error).__name__}
            log.record(Record(settings.user, action, customer, "failed", detail=told))
            raise
        right = _RIGHTS.get(f"{command} {task}") or _RIGHTS.get(command)
        if right is not None:
            demand(role, right, user=settings.user, audit=log, action=action, detail=detail)
        return role
    finally:
        if isinstance(log, AuditLog):
            log.close()


def for_screening(arguments: Namespace, settings: Settings, *, export: bool = False, decide: bool = False) -> Role:
    """The role of the command where it sees candidates of screening, and may take them away or decide on them."""
    role: Role = arguments.role
    log = open_log(settings, arguments.graph or settings.graph)
    try:
        action = "decide" if decide else "screen"
        if not sees_screening(role):
            refuse("Your role does not see sanctions screening.", role, user=settings.user, audit=log, action=action)
        for right, needed in ((EXPORT, export), (DECIDE, decide)):
            if needed:
                demand(role, right, user=settings.user, audit=log, action=action)
    finally:
        log.close()
    return role


def _here(role: Role, arguments: Namespace, settings: Settings) -> Role:
    """The role in the book or server that the command names: in a book that a first load is to make it is as in any."""
    makes = "graph" not in arguments and "into" in arguments
    if role.books is None or not ("graph" in arguments or makes):
        return role
    place = _place(arguments, settings)
    if is_server(place):
        from c360.graph.connect import connect

        with closing(connect(place, settings=settings)) as graph:
            return here(role, graph)
    try:
        return here(role, place)
    except NoBook:
        if makes:
            return role
        raise


def _place(arguments: Namespace, settings: Settings) -> str:
    """The book or server that the command is about."""
    named = arguments.graph if "graph" in arguments else getattr(arguments, "into", None)
    return str(named or settings.graph)


def _log(arguments: Namespace, settings: Settings) -> AuditLog | NullLog:
    """The log of that; of a book that isn't there, none."""
    place = _place(arguments, settings)
    if settings.audit is None and not is_server(place) and not Path(place).is_dir():
        return NullLog()
    return open_log(settings, place)
