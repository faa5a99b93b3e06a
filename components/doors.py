"""Who may reach this server at all: everybody who logs in, or, without a login, this machine alone.

Asked before the server starts (`deploy.serve`) and again in every session, for whoever starts it in another way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from c360.errors import UsageError

# What proxies add (RFC 7239 and its forerunners): then whoever asks is not on this machine, whatever the address.
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via")
_SHARED: Final = ("redirect_uri", "cookie_secret")
_NEEDED: Final = ("client_id", "client_secret", "server_metadata_url")
# 256 bits in hex are 64 characters; 32 are what a key of HMAC-SHA-256 should have at least (RFC 2104).
_SHORTEST_SECRET: Final = 32
# What no installation may do without, whoever logs in: what the option must be, and what it would let happen.
_DEFENCES: Final[Mapping[str, tuple[object, str]]] = {
    "server.enableCORS": (True, "any website that somebody has open could use this app as they do"),
    "server.enableXsrfProtection": (True, "any website that somebody has open could send requests as theirs"),
    "client.showErrorDetails": ("none", "a page could show a failure's details, and so a customer's"),
}


@dataclass(frozen=True, slots=True)
class Provider:
    """An OpenID provider of the file of secrets: its name there (`None` for the only one), and who we are to it."""

    name: str | None
    client_id: str


def providers() -> tuple[Provider, ...]:
    """Whom one may log in with, and nobody where no login is set up.

    Raises `UsageError` where it is set up wrongly or its file can't be read: that is never "no login".
    """
    section = _section()
    if section is None:
        return ()
    named = {str(name): one for name, one in section.items() if isinstance(one, Mapping) and name != "client_kwargs"}
    tables = {None: section} if "client_id" in section or not named else named
    _check(section, tables)
    return tuple(Provider(name, str(one["client_id"])) for name, one in tables.items())


def _section() -> Mapping[str, Any] | None:
    try:
        section = st.secrets.get("auth")
    except StreamlitSecretNotFoundError as error:
        # The same error for a file that isn't there and one that can't be read.
        if any(Path(path).exists() for path in st.get_option("secrets.files")):
            raise UsageError("The file of secrets can't be read, and so nobody can log in.") from error
        return None
    if section is None:
        return None
    if not isinstance(section, Mapping):
        raise UsageError("In the file of secrets [auth] must be a table.")
    return section


def _check(section: Mapping[str, Any], tables: Mapping[Any, Mapping[str, Any]]) -> None:
    missing = [name for name in _SHARED if not section.get(name)]
    missing += [
        f"{table}.{name}" if table else name for table, one in tables.items() for name in _NEEDED if not one.get(name)
    ]
    if missing:
        raise UsageError(f"In the file of secrets [auth] lacks {', '.join(missing)}.")
    if len(str(section["cookie_secret"])) < _SHORTEST_SECRET:
        raise UsageError(
            f"In the file of secrets [auth] needs a cookie_secret of {_SHORTEST_SECRET} characters or more."
            " One is made by: openssl rand -hex 32"
        )
    if not str(section["redirect_uri"]).endswith("/oauth2callback"):
        raise UsageError("In the file of secrets [auth] needs a redirect_uri that ends in /oauth2callback.")
    for url in [section["redirect_uri"], *(one["server_metadata_url"] for one in tables.values())]:
        parts = urlsplit(str(url))
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
            raise UsageError("In the file of secrets each address of [auth] must be of https, but for this machine.")


def check() -> None:
    """Raises `UsageError` where the server's options would let in who may not: asked of the options in force."""
    if st.get_option("server.trustedUserHeaders"):
        raise UsageError("server.trustedUserHeaders is set: anybody's request could name any user. Take it away.")
    for name, (must, else_) in _DEFENCES.items():
        if st.get_option(name) != must:
            raise UsageError(f"{name} is not {str(must).lower()}: {else_}. Leave it as .streamlit/config.toml has it.")
    if providers():
        return
    address = st.get_option("server.address")
    if not is_loopback(address):
        where = f"at {address}" if address else "at all addresses of this machine"
        raise _not_alone(f"it was told to serve {where}", "leave --server.address 127.0.0.1")
    hosts = [str(host) for host in st.get_option("server.allowedHosts")]
    # A name that anybody can lead to this machine (DNS rebinding) makes a website of theirs this app's own.
    if not hosts or not all(is_loopback(host) for host in hosts):
        raise _not_alone(
            f"it was told to answer to {', '.join(hosts) or 'any name'}",
            "leave server.allowedHosts as .streamlit/config.toml has it",
        )
    origins = [str(origin) for origin in st.get_option("server.corsAllowedOrigins")]
    if not all(is_loopback(urlsplit(origin).hostname) for origin in origins):
        raise _not_alone(f"it was told to trust {', '.join(origins)}", "take server.corsAllowedOrigins away")


def _not_alone(told: str, else_: str) -> UsageError:
    return UsageError(
        f"Without a login this app serves this machine alone, and {told}:"
        f" set up [auth] as deploy/oidc says, or {else_}."
    )


def check_visitor() -> None:
    """Raises `UsageError` where no login is set up and whoever asks came by a proxy, and so from anywhere."""
    if not providers() and any(st.context.headers.get(name) for name in _FORWARDED):
        raise UsageError(
            "Without a login this app serves this machine alone, and this request came by a proxy: set up [auth] as"
            " deploy/oidc says."
        )


def is_loopback(host: str | None) -> bool:
    """Whether this names this machine's own loopback, and no address that others reach."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
