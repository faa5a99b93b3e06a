"""A freshly started server with a login: whatever is asked of it without one shows nothing of any customer."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

import pytest
from itsdangerous import URLSafeTimedSerializer
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.e2e.conftest import ROOT, served
from tests.e2e.going import SARAH
from tests.e2e.oidc.provider import provided, secrets_file

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
NAMES = ("Sarah Johnson", "Ruslan Talgarov", "Harbor & Main", "customer-12440")
ASKED = f"customer={SARAH}&company=company-12345&tab=Identity&view=Connections"
# Streamlit's own routes (`create_streamlit_routes` of 1.67), what they lead to, and ways out of their folders.
PLACES = [
    "/", "/_stcore/health", "/healthz", "/_stcore/script-health-check", "/_stcore/metrics", "/_stcore/host-config",
    "/_stcore/allowed-message-origins", "/_stcore/agent/interact", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp",
    "/_stcore/upload_file/x/y", "/media/x.pdf", "/media/..%2f..%2fapp.py", "/media//etc/passwd",
    "/component/c360.history/index.html", "/component/c360.link/link.js", "/component/..%2f..%2fcomponents/session.py",
    "/_stcore/bidi-components/c360.history/index.html", "/_stcore/bidi-components/c360.network/..%2f..%2fapp.py",
    "/app/static/config.toml", "/app/static/..%2fsecrets.toml", "/static/..%2f..%2fapp.py", "/static/", "/favicon.png",
    "/.streamlit/secrets.toml", "/demo.book/current", "/audit.sqlite", "/manifest.json", "/index.html",
    "/oauth2callback?code=x&state=y", "/auth/login?provider=x", "/auth/logout", "/app.py",
    *(f"/{page}?{ASKED}" for page in PAGES), *(f"/pages/{page}.py?{ASKED}" for page in PAGES),
    *(f"/{page}/_stcore/health" for page in PAGES),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cold")


@pytest.fixture(scope="module")
def address(demo_book: Path, folder: Path) -> Iterator[str]:
    with provided() as provider:
        (folder / "secrets.toml").write_text(secrets_file(provider))
        with served(demo_book, folder, "--secrets.files", str(folder / "secrets.toml")) as found:
            yield found


def fetched(address: str, place: str, method: str = "GET") -> tuple[int, str]:
    """Status and body, of a redirect's own answer."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), Stay)
    asked = urllib.request.Request(address + place, method=method, data=b"x" if method == "POST" else None)
    try:
        with opener.open(asked, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def run(address: str, page: str, headers: dict[str, str] | None = None, token: str = "") -> str:
    """All that one run of a page sends to a session of its own, as text; `page` is its name, "" the app's entry."""
    rerun = BackMsg()
    rerun.rerun_script.query_string = ASKED
    rerun.rerun_script.page_name = page
    told = []
    protocols = ["streamlit", token] if token else ["streamlit"]
    url = address.replace("http", "ws") + "/_stcore/stream"
    with connect(url, subprotocols=protocols, additional_headers=headers or {}, max_size=None, proxy=None) as socket:  # type: ignore[arg-type]
        socket.send(rerun.SerializeToString())
        for raw in socket:
            message = ForwardMsg()
            message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            told.append(str(message))
            if message.WhichOneof("type") == "script_finished" and message.script_finished != 2:
                break  # 2 is a run that goes on to another page
    return "".join(told)


def nothing_of_anybody(text: str) -> None:
    assert [name for name in NAMES if name in text] == []


def test_the_first_page_that_is_asked_for_leads_to_the_login(address: str, folder: Path) -> None:
    # The first of a server runs past the app's entry, and later ones through it; tests/ui has each page run past it.
    for page in ["customer", *PAGES, ""]:
        told = run(address, page)
        nothing_of_anybody(told)
        assert "Log in to go on" in told, page
    assert not (folder / "audit.sqlite").exists() or records(folder) == 0


def records(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "audit.sqlite")) as log:
        found: int = log.execute("SELECT count(*) FROM record").fetchone()[0]
        return found


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_of_the_server_shows_anything(address: str, method: str) -> None:
    for place in PLACES:
        status, body = fetched(address, place, method)
        nothing_of_anybody(body)
        assert status < 500, (place, status)
        for secret in ("shell.guard", "cookie_secret", "a-secret-of-the-tests", "root:", str(ROOT)):
            assert secret not in body, place


@pytest.mark.parametrize("secret", ["", "secret", "f" * 64])
def test_a_cookie_that_somebody_made_is_no_login(address: str, secret: str) -> None:
    claims = {"is_logged_in": True, "origin": address, "provider": "default", "sub": "u-1", "aud": "c360",
              "iat": 4e9, "exp": 5e9, "nonce": "n"}  # fmt: skip
    cookie = URLSafeTimedSerializer(secret, salt="_streamlit_user").dumps(json.dumps(claims))
    token = "2|00000000|00112233445566778899aabbccddeeff|1700000000"
    headers = {"Cookie": f"_streamlit_user={cookie}; _streamlit_xsrf={token}", "Origin": address}
    told = run(address, "customer", headers, token)
    nothing_of_anybody(told)
    assert "Log in to go on" in told


@pytest.mark.parametrize("header", ["X-Forwarded-User", "X-Auth-Request-Email", "Remote-User", "X-Streamlit-User"])
def test_a_header_is_no_login(address: str, header: str) -> None:
    assert "Log in to go on" in run(address, "customer", {header: "anna@bank.example"})


def test_other_sites_and_hosts_get_no_session(address: str) -> None:
    port = urlsplit(address).port
    with pytest.raises(InvalidStatus) as refused:
        run(address, "", {"Origin": "https://evil.example"})
    assert refused.value.response.status_code == 403
    # A name of theirs that leads to this machine.
    with create_connection(("127.0.0.1", port or 0)) as reached, pytest.raises(InvalidStatus) as refused:
        connect(f"ws://evil.example:{port}/_stcore/stream", sock=reached, proxy=None)
    assert refused.value.response.status_code == 403


def test_without_a_login_a_proxy_gets_nothing(cold: str) -> None:
    told = run(cold, "customer", {"X-Forwarded-For": "203.0.113.7"})
    nothing_of_anybody(told)
    assert "this request came by a proxy" in told
