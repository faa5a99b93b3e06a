"""A server of our own on a free port, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

# A browser that has just started compiles megabytes of script, beside the server and other tests on two cores.
expect.set_options(timeout=60_000)

ROOT = Path(__file__).parents[2]
# No sandbox and no GPU where tests run; and nothing that a browser does on its own behalf over the network.
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--disable-sync", "--no-first-run", "--disable-extensions",
    "--disable-features=OptimizationHints,MediaRouter,Translate", "--metrics-recording-only", "--no-pings",
]  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("The end-to-end tests need Debian's package chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A window of a file's own: what it has loaded of the app it doesn't load and compile again for each test."""
    context = chromium.new_context(viewport={"width": 1366, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A tab of that window."""
    page = window.new_page()
    # Two cores run the server, the browser and other tests.
    page.set_default_timeout(60_000)
    yield page
    page.close()


@pytest.fixture
def outside(page: Page) -> list[str]:
    """Every address that the page asked for and that isn't this machine's."""
    seen: list[str] = []

    def note(url: str) -> None:
        if not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")):
            seen.append(url)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    return seen


@contextmanager
def served(book: Path, folder: Path, *arguments: str, **environment: str) -> Iterator[str]:
    """A freshly started server on a free port; gives its address. Nothing has been asked of it but its health.

    `arguments` are those of `streamlit run`, `environment` what is set beside the book and its log.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("C360_", "STREAMLIT_"))}
    env |= {"C360_GRAPH": str(book), "C360_AUDIT": str(folder / "audit.sqlite"), "C360_USER": "tester"}
    # Python runs `watch/sitecustomize.py` first, which writes down whom the server asks beyond this machine.
    env |= {"PYTHONPATH": str(Path(__file__).parent / "watch"), "TEST_OUTSIDE": str(folder / "outside.txt")}
    command = [sys.executable, "-m", "deploy.serve", "--server.port", str(port), *arguments]
    env |= environment
    log = folder / "server.log"
    with log.open("w") as out, subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(240):
        try:
            with opener.open(url, timeout=2):
                return
        except OSError:
            if process.poll() is not None:
                break
            try:
                process.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail(f"The server did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture
def cold(demo_book: Path, tmp_path: Path) -> Iterator[str]:
    """A server that no session has asked for anything yet."""
    with served(demo_book, tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def server(demo_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the tests that don't mind who was there before."""
    with served(demo_book, tmp_path_factory.mktemp("server")) as address:
        yield address


def settle(page: Page, timeout: float = 30_000) -> None:
    """Waits until the server has run the page and each part that loads late is there; each for so many milliseconds."""
    page.wait_for_timeout(300)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=timeout)
    page.locator("[data-testid=stSkeleton]").first.wait_for(state="detached", timeout=timeout)


@pytest.fixture
def settled(page: Page) -> Callable[[], None]:
    """Waits for this page, or fails."""

    def wait() -> None:
        try:
            settle(page)
        except Error:
            pytest.fail(f"The page did not settle: {page.url}")

    return wait
