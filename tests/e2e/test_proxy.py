"""Through nginx with the configuration of deploy/proxy: TLS, headers, cookies, and the pages work under its policy."""

from __future__ import annotations

import datetime
import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from string import Template

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import ROOT, served
from tests.e2e.going import SARAH, TABS, heading
from tests.e2e.oidc.provider import provided, secrets_file

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx: deploy/nginx.sh installs Debian's")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def certificate(folder: Path) -> None:
    """A key and a certificate of its own for 127.0.0.1."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "c360")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    (folder / "server.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


class Proxy:
    """nginx over a folder of its own: `http` and `https` are its ports."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.http, self.https = folder, free_port(), free_port()
        certificate(folder)

    def before(self, app: str) -> None:
        """Write the configuration for the app at this host and port."""
        folder = self.folder
        text = Template((ROOT / "deploy" / "proxy" / "customer360.conf.template").read_text("utf-8")).safe_substitute(
            C360_NAME="127.0.0.1", C360_APP=app, C360_CERTIFICATES=str(folder), C360_HTTP=f"127.0.0.1:{self.http}",
            C360_HTTPS=f"127.0.0.1:{self.https}",
        )  # fmt: skip
        (folder / "customer360.conf").write_text(text.replace("/var/log/nginx", str(folder)))
        places = "".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; worker_processes 1;"
            f"events {{}} http {{ include /etc/nginx/mime.types; {places} include {folder}/customer360.conf; }}"
        )

    def command(self, *arguments: str) -> list[str]:
        return [str(NGINX), "-e", str(self.folder / "error.log"), "-c", str(self.folder / "nginx.conf"), *arguments]

    def fetch(self, place: str, port: int, method: str = "GET", size: int = 0) -> tuple[int, dict[str, list[str]]]:
        """Status and headers; redirects are not followed."""

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_: object) -> None:
                return None

        trust = ssl.create_default_context(cafile=str(self.folder / "server.pem"))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), Stay, urllib.request.HTTPSHandler(context=trust)
        )
        scheme = "https" if port == self.https else "http"
        asked = urllib.request.Request(
            f"{scheme}://127.0.0.1:{port}{place}", method=method, data=b"x" * size if size else None
        )
        try:
            with opener.open(asked, timeout=20) as answer:
                return answer.status, {name.lower(): answer.headers.get_all(name) or [] for name in answer.headers}
        except urllib.error.HTTPError as error:
            return error.code, {name.lower(): error.headers.get_all(name) or [] for name in error.headers}

    def raw(self, port: int, request: str) -> str:
        """The whole answer to exactly these bytes; nothing where the connection is closed without one."""
        trust = ssl.create_default_context(cafile=str(self.folder / "server.pem"))
        with socket.create_connection(("127.0.0.1", port), 20) as plain:
            reached = trust.wrap_socket(plain, server_hostname="127.0.0.1") if port == self.https else plain
            with reached:
                reached.sendall(request.encode("latin-1"))
                with suppress(ssl.SSLEOFError, ConnectionResetError):
                    return b"".join(iter(lambda: reached.recv(65_536), b"")).decode("latin-1")
        return ""


@pytest.fixture(scope="module")
def proxy(demo_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    folder.chmod(0o755)
    with provided() as provider:
        made = Proxy(folder)
        own = secrets_file(provider).replace("http://127.0.0.1:{port}/", f"https://127.0.0.1:{made.https}/")
        (folder / "secrets.toml").write_text(own)
        with served(demo_book, folder, "--secrets.files", str(folder / "secrets.toml")) as app:
            made.before(app.removeprefix("http://"))
            with subprocess.Popen(made.command()) as nginx:
                try:
                    for _ in range(100):
                        with suppress(OSError), socket.create_connection(("127.0.0.1", made.https), 1):
                            break
                        with suppress(subprocess.TimeoutExpired):
                            nginx.wait(0.05)
                    yield made
                finally:
                    nginx.terminate()


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    made = Proxy(tmp_path)
    made.before("127.0.0.1:8501")
    done = subprocess.run(made.command("-t"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_headers_of_every_answer(proxy: Proxy) -> None:
    for place in ("/", f"/customer?customer={SARAH}", "/_stcore/health", "/media/x", "/_stcore/metrics", "/auth/login"):
        _, headers = proxy.fetch(place, proxy.https)
        policy = headers["content-security-policy"][0]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        scripts = policy.partition("script-src ")[2].partition(";")[0].split()
        assert [one for one in scripts if not one.startswith("'sha256-")] == ["'self'", "blob:"]
        assert headers["strict-transport-security"][0].startswith("max-age=63072000")
        assert headers["x-content-type-options"] == ["nosniff"]
        assert headers["x-frame-options"] == ["DENY"]
        assert headers["referrer-policy"] == ["no-referrer"]
        assert "camera=()" in headers["permissions-policy"][0]
        assert headers["cache-control"] == ["no-store"], place
        assert headers["server"] == ["nginx"]


def test_what_is_only_for_the_machine_is_not_there_and_uploads_are_bounded(proxy: Proxy) -> None:
    for place in ("/_stcore/metrics", "/_stcore/upload_file/a/b", "/_stcore/agent/mcp", "/_stcore/script-health-check"):
        assert proxy.fetch(place, proxy.https)[0] == 404
    assert proxy.fetch("/", proxy.https, "POST", 2_000_000)[0] == 413
    assert proxy.fetch("/_stcore/health", proxy.https)[0] == 200


def test_plain_http_leads_to_tls_without_the_customer(proxy: Proxy) -> None:
    status, headers = proxy.fetch(f"/customer?customer={SARAH}", proxy.http)
    assert (status, headers["location"]) == (308, ["https://127.0.0.1/customer"])


@pytest.mark.parametrize(
    ("sent", "leads_to"),
    [
        ("/x%0d%0aSet-Cookie:%20a=b", "/x%0d%0aSet-Cookie:%20a=b"),
        (f"/a%3Fcustomer=b?customer={SARAH}", "/a%3Fcustomer=b"),
        (f"/?customer={SARAH}", "/"), ("//evil.example/x", "//evil.example/x"), (f"/a#?customer={SARAH}", "/a"),
        (f"http://evil.example/x?customer={SARAH}", None), ("*", None),
    ],
)  # fmt: skip
def test_the_way_to_tls_adds_no_header_and_leads_nowhere_else(proxy: Proxy, sent: str, leads_to: str | None) -> None:
    answer = proxy.raw(proxy.http, f"GET {sent} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert "set-cookie" not in {line.partition(":")[0].lower() for line in answer.splitlines()}
    assert SARAH not in answer
    assert "evil.example" not in answer.replace("https://127.0.0.1//evil.example/x", "")
    if leads_to is not None:
        assert f"\r\nLocation: https://127.0.0.1{leads_to}\r\n" in answer


def test_who_asks_for_another_name_or_none_gets_no_answer(proxy: Proxy) -> None:
    mine, *others = (
        f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
        for name in ("127.0.0.1", "evil.example", "127.0.0.1.evil.example")
    )
    for port in (proxy.http, proxy.https):
        assert proxy.raw(port, mine).startswith("HTTP/1.1 ")
        assert [proxy.raw(port, one) for one in (*others, "GET / HTTP/1.0\r\n\r\n")] == ["", "", ""]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_protocols_are_refused(proxy: Proxy) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", proxy.https)) as reached, pytest.raises(ssl.SSLError):
        old.wrap_socket(reached)


def test_login_and_every_tab_work_under_the_policy(proxy: Proxy, chromium: Browser) -> None:
    context = chromium.new_context(ignore_https_errors=True, viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"https://127.0.0.1:{proxy.https}/customer?customer={SARAH}")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.get_by_role("link", name="anna", exact=True).click()
    for tab, title in TABS.items():
        page.get_by_role("tab", name=tab).click()
        heading(page, title)
    page.goto(f"https://127.0.0.1:{proxy.https}/network?customer={SARAH}")
    expect(page.locator("canvas").first).to_be_visible()
    page.wait_for_timeout(1000)
    assert refused == []
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    mine = [cookie for name, cookie in cookies.items() if name.startswith("_streamlit")]
    assert {"_streamlit_user", "_streamlit_xsrf"} <= cookies.keys()
    assert all(cookie["secure"] and cookie["sameSite"] == "Lax" for cookie in mine)
    assert cookies["_streamlit_user"]["httpOnly"]
    context.close()
    log = (proxy.folder / "customer360.log").read_text()
    assert "/_stcore/stream" in log
    assert SARAH not in log
