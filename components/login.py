"""Who is logged in, asked on every run: the only home of `st.user`, `st.login` and `st.logout`.

Without a login set up (`components.doors`) everybody is the one user of this machine.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, wraps
from typing import ParamSpec

import streamlit as st

from c360 import logins
from c360.access import LOCAL, Role
from c360.audit import Record
from c360.errors import AuditFailed, C360Error, LoginRefused, NotAllowed, NotLoggedIn
from c360.logins import Login, Logins
from components import doors
from components.installed import access_rules, settings, the_audit

_P = ParamSpec("_P")
log = logging.getLogger("c360.pages")


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever is asking; `login` is `None` where nobody has to log in."""

    user: str
    role: Role
    login: Login | None


def required() -> bool:
    """Whether somebody has to log in; raises `UsageError` where that is set up wrongly."""
    return bool(doors.providers())


def who() -> Who:
    """Whoever is asking, whose login is used by that; a new login, an end and a refusal are on record first.

    Raises `NotLoggedIn` and `LoginEnded`, `LoginRefused` for a token that isn't ours, `NotAllowed` where no role maps,
    and `AuditFailed`: then nothing may be shown.
    """
    if not required():
        return Who(settings().user, LOCAL, None)
    try:
        login = current()
    except LoginRefused as error:
        # Whom the token names: signed by a provider of ours, for whomever.
        _record(str(st.user.get("sub") or "unknown"), "login", "denied", why=error.title)
        raise

    def role() -> Role:
        try:
            return _role(login.user, login.claims)
        except NotAllowed as error:
            _record(login.user, "login", "denied", why=error.title, login=login.key[:12])
            raise

    _logins().use(
        login,
        datetime.now(UTC),
        opened=lambda: _record(login.user, "login", role=role().name, login=login.key[:12]),
        ended=lambda why: _record(login.user, "logout", why=why, login=login.key[:12]),
    )
    return Who(login.user, role(), login)


def may(right: str) -> bool:
    """Whether whoever is asking has a right, in any book; that it is asked is no use of the login, nor on record."""
    try:
        login = current() if required() else None
        return (LOCAL if login is None else _role(login.user, login.claims)).may(right)
    except C360Error:
        return False  # whoever that is, the gate says why


def role_now(seen: Who) -> Role:
    """The role that whoever was asking has by now, also when asked without the session. `NotAllowed` for none."""
    return LOCAL if seen.login is None else _role(seen.user, seen.login.claims)


def _role(user: str, claims: Mapping[str, object]) -> Role:
    return access_rules().role(user, claims)


def current() -> Login:
    """The login of this session as it was signed; raises `NotLoggedIn` or `LoginRefused`. It may have ended."""
    claims = st.user.to_dict()
    if claims.get("is_logged_in") is not True:
        raise NotLoggedIn("Nobody has logged in.")
    named = claims.get("provider")
    provider = next((one for one in doors.providers() if (one.name or "default") == named), None)
    if provider is None:
        raise LoginRefused("This login is from a provider that isn't set up here.", f"provider {named!r}")
    return logins.read(claims, provider.client_id)


def has_ended() -> bool:
    """Whether this session's login holds no more; that it is asked is no use of it."""
    try:
        return required() and _logins().why_ended(current(), datetime.now(UTC)) is not None
    except NotAllowed:
        return True


def out() -> None:
    """End the login for every tab that has it, on record first, here and at the provider if it can be told.

    One that can't be put on record ends all the same: nothing is shown by that. The server's log says so.
    """
    try:
        login = current()
    except NotAllowed:
        login = None  # nothing of ours to end; the cookie goes
    if login is not None:
        user, key = login.user, login.key[:12]
        now = datetime.now(UTC)
        try:
            _logins().end(login, now, ended=lambda why: _record(user, "logout", why=why, login=key))
        except AuditFailed as error:
            log.error("a logout is not on record: %s", error.title)
            _logins().end(login, now, ended=lambda why: None)
    st.logout()


def still(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """Makes a file when it is asked for, which is after the run and without the session: while the login holds."""
    login, seen = who().login, _logins()

    def made() -> bytes:
        if login is not None and seen.why_ended(login, datetime.now(UTC)) is not None:
            raise NotLoggedIn("The login has ended.")
        return make()

    return made


def fragment(part: Callable[_P, None], run_every: float | None = None) -> Callable[_P, None]:
    """A part of a page that runs by itself, past the gate: `st.fragment` that goes to the gate once the login ended.

    That a clock runs it, each `run_every` seconds, is no use of the login.
    """

    @wraps(part)
    def run(*args: _P.args, **named: _P.kwargs) -> None:
        if _gone(by_itself=run_every is not None):
            st.rerun()
        part(*args, **named)

    return st.fragment(run, run_every=run_every)


def _gone(*, by_itself: bool) -> bool:
    try:
        if not by_itself:
            who()
        return has_ended()
    except C360Error:
        return True  # the gate says why


def idle_seconds() -> int:
    """After how many seconds without use a login ends."""
    return settings().idle_seconds


def _record(user: str, action: str, outcome: str = "success", **detail: str) -> None:
    the_audit().record(Record(user, action, None, outcome, detail=detail))


def _logins() -> Logins:
    return _logins_of(idle_seconds())


# Not one of Streamlit's caches: which logins have ended must not be cleared with them.
@cache
def _logins_of(idle: int) -> Logins:
    return Logins(timedelta(seconds=idle))
