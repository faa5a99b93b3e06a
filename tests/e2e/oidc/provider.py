"""An OpenID provider on loopback: discovery, a page to log in, tokens, keys and logout, each over HTTP.

What it signs is what a provider signs; `claims` and `lives` let a test have it sign something else for the next login.
It holds what it must of its client: secret, redirect address, PKCE (RFC 7636), each code once.
"""

from __future__ import annotations

import base64
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT: Final = "c360"
SECRET: Final = "a-secret-of-the-tests"
PEOPLE: Final = {
    "anna": {"sub": "u-1", "email": "anna@bank.example", "groups": ["c360-analysts"]},
    "omar": {
        "sub": "u-2",
        "email": "omar@bank.example",
        "groups": ["c360-relationship-managers"],
        "relationship_manager": "Dana Whitlock",
    },
    "otto": {"sub": "u-4", "email": "otto@bank.example", "groups": ["c360-auditors"]},
    "nina": {"sub": "u-3", "email": "nina@bank.example", "groups": []},
}


class Provider:
    """The provider; `address` is its issuer. One login at a time may be told to be signed otherwise."""

    def __init__(self) -> None:
        self.address = ""
        self.lives = 3600
        self.claims: dict[str, Any] = {}
        self.logouts = 0
        self._key = RSAKey.generate_key(2048, {"kid": "tests", "alg": "RS256", "use": "sig"})
        self._stranger = RSAKey.generate_key(2048, {"kid": "tests", "alg": "RS256", "use": "sig"})
        self.forged = False
        self._codes: dict[str, dict[str, str]] = {}

    def routes(self) -> list[Route]:
        """What it answers."""
        return [
            Route("/.well-known/openid-configuration", self._about),
            Route("/authorize", self._authorize),
            Route("/as/{name}", self._chosen),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
            Route("/logout", self._logout),
        ]

    async def _about(self, request: Request) -> Response:
        return JSONResponse({
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/logout", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        links = "".join(f'<p><a href="/as/{n}?{escape(urlencode(asked))}">{n}</a></p>' for n in PEOPLE)
        return HTMLResponse(f"<h1>Who are you?</h1>{links}")

    async def _chosen(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe()
        self._codes[code] = {**asked, "name": request.path_params["name"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        scheme, _, given = request.headers["Authorization"].partition(" ")
        asked = self._codes.pop(str(form["code"]), None)
        if (scheme, base64.b64decode(given).decode()) != ("Basic", f"{CLIENT}:{SECRET}"):
            return JSONResponse({"error": "invalid_client"}, 401)
        challenge = create_s256_code_challenge(str(form["code_verifier"]))
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access, now = secrets.token_urlsafe(), int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + self.lives, "nonce": asked["nonce"],
            "at_hash": create_half_hash(access, "RS256").decode(), **PEOPLE[asked["name"]], **self.claims,
        }  # fmt: skip
        key = self._stranger if self.forged else self._key
        signed = jwt.encode({"alg": "RS256", "kid": "tests"}, claims, key)
        return JSONResponse({"access_token": access, "token_type": "Bearer", "expires_in": 60, "id_token": signed})

    async def _logout(self, request: Request) -> Response:
        self.logouts += 1
        back = request.query_params["post_logout_redirect_uri"]
        assert urlsplit(back).hostname == "127.0.0.1"
        return RedirectResponse(back, 302)


@contextmanager
def provided(port: int = 0) -> Iterator[Provider]:
    """A provider that runs, on this port of loopback or a free one."""
    provider = Provider()
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=provider.routes()), port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the provider did not start")
            thread.join(0.02)
        (port,) = {one.getsockname()[1] for made in server.servers for one in made.sockets}
        provider.address = f"http://127.0.0.1:{port}"
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)


def secrets_file(provider: Provider, cookie_secret: str = "0123456789abcdef" * 4) -> str:
    """What `.streamlit/secrets.toml` holds to log in there; Streamlit puts its own port in."""
    return (
        "[auth]\n"
        'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{cookie_secret}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider.address}/.well-known/openid-configuration"\n'
        'client_kwargs = {scope = "openid email profile", prompt = "login"}\n'
    )


if __name__ == "__main__":  # to try the login with: deploy/oidc/README.md
    with provided(5556) as running:
        print(secrets_file(running, secrets.token_hex(32)), flush=True)
        threading.Event().wait()
