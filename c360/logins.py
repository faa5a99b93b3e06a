"""Logins: whose they are, until when they hold, and which have ended.

The browser's cookie of a login lasts 30 days and says nothing of that: here each login is looked at on every use. What
is kept is in this process's memory; a login that it doesn't know is taken up while it is younger than the idle time.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from c360 import words
from c360.errors import LoginEnded, LoginRefused

IDLE: Final = "idle"
EXPIRED: Final = "expired"
LOGGED_OUT: Final = "logged out"
UNKNOWN: Final = "unknown"
# How far the provider's clock may be ahead of this one.
_AHEAD: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Login:
    """One login of one person. `key` is a digest of what the provider signed for it alone; times are UTC."""

    key: str
    user: str
    issued: datetime
    expires: datetime
    claims: Mapping[str, object] = field(repr=False)


def read(claims: Mapping[str, Any], audience: str) -> Login:
    """The login that these claims of an id token are, meant for the client `audience`; raises `LoginRefused`.

    Signature, issuer, nonce and the times at login were checked when the token was taken (OpenID Connect Core 1.0,
    3.1.3.7); the audience wasn't, where the token names another authorised party. The user is the e-mail where the
    provider says that it is verified, or says nothing of that, and else the subject.
    """
    meant_for = claims.get("aud")
    if audience not in (meant_for if isinstance(meant_for, list) else [meant_for]):
        raise LoginRefused("This login was made for another application.", f"audience {meant_for!r}")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise LoginRefused("This login doesn't say whose it is.")
    email = claims.get("email")
    verified = isinstance(email, str) and email.strip() and _verified(claims)
    what = [claims.get("iss"), subject, claims.get("iat"), claims.get("nonce")]
    return Login(
        key=hashlib.sha256(json.dumps(what, default=str).encode()).hexdigest(),
        user=str(email).strip() if verified else subject,
        issued=_instant(claims, "iat"),
        expires=_instant(claims, "exp"),
        claims=MappingProxyType(dict(claims)),
    )


def _verified(claims: Mapping[str, Any]) -> bool:
    """Whether the e-mail is verified: some providers say so as a text; all else is a no, and nothing said a yes."""
    said = claims.get("email_verified", True)
    return said is True or (isinstance(said, str) and said == "true")


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise LoginRefused("This login doesn't say from when to when it holds.", f"{name} {value!r}")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise LoginRefused("This login doesn't say from when to when it holds.", f"{name} {value!r}") from error


@dataclass(slots=True)
class _State:
    expires: datetime
    used: datetime
    ended: str | None = None


class Logins:
    """The logins that this process has seen, until each expires. Threads may ask at once."""

    def __init__(self, idle: timedelta) -> None:
        self.idle = idle
        self._seen: dict[str, _State] = {}
        self._turn = threading.Lock()

    def why_ended(self, login: Login, now: datetime) -> str | None:
        """Why the login holds no more, `None` while it does. That it is asked is no use of it."""
        with self._turn:
            return self._why(login, self._seen.get(login.key), now)

    def use(self, login: Login, now: datetime, *, opened: Callable[[], object], ended: Callable[[str], object]) -> None:
        """Hold that the login is open, and that it is used now; raises `LoginEnded` with the reason in its title.

        `opened` is called when it is seen first, `ended` once when one that was open is found to hold no more: both
        before anything is changed, so that where they raise (a record that can't be written) they are called again.
        """
        with self._turn:
            state = self._seen.get(login.key)
            why = self._why(login, state, now)
            if why is None and state is None:
                opened()
                self._forget_expired(now)
                state = self._seen[login.key] = _State(login.expires, now)
            elif why is not None and state is not None and state.ended is None:
                ended(why)
                state.ended = why
            if why is not None:
                raise LoginEnded(self._title(why))
            if state is not None:
                state.used = max(state.used, now)

    def end(self, login: Login, now: datetime, *, ended: Callable[[str], object]) -> None:
        """End the login for every session that has it; `ended` is called first, unless it had ended before."""
        with self._turn:
            state = self._seen.setdefault(login.key, _State(login.expires, now))
            if state.ended is None:
                ended(LOGGED_OUT)
                state.ended = LOGGED_OUT

    def _why(self, login: Login, state: _State | None, now: datetime) -> str | None:
        if state is not None and state.ended is not None:
            return state.ended
        if now >= login.expires:
            return EXPIRED
        if login.issued > now + _AHEAD:
            return UNKNOWN
        if state is None:
            return UNKNOWN if now - login.issued > self.idle else None
        return IDLE if now - state.used > self.idle else None

    def _title(self, why: str) -> str:
        minutes = self.idle.total_seconds() / 60
        unused = words.counted(int(minutes), "minute") if minutes >= 1 else f"{self.idle.seconds} seconds"
        return {
            IDLE: f"Your session has ended: it was not used for {unused}.",
            EXPIRED: "Your session has ended: the login has run out.",
            LOGGED_OUT: "You have logged out.",
            UNKNOWN: "Your session has ended: this login is not known here any more.",
        }[why]

    def _forget_expired(self, now: datetime) -> None:
        for key in [key for key, state in self._seen.items() if state.expires <= now]:
            del self._seen[key]
