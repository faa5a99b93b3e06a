"""The pages in a browser, and the PDF: `python -m benchmarks.pages [BOOK]` prints a table.

A server of its own, Debian's Chromium, both on this machine. A tab change lasts from the click until the tab's last
panel has its heading; first paint until the page's title stands. Browser and server share the machine's cores, which
analysts at their own desks don't.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.analysts import working
from benchmarks.profiles import HUB
from c360.demo import build
from c360.sources.load import load

SARAH: Final = "customer-12345"
# The last panel of each tab.
LAST: Final = {
    "Identity": "Where this comes from", "Relationships": "Companies owned, controlled or directed",
    "Products": "Standing orders", "Activity": "Contacts with the bank", "Risk": "Credit score history",
    "Value": "What could it come to? Two models",
}  # fmt: skip
FLAGS: Final = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
ANALYSTS: Final = 8
NEIGHBOURS: Final = 300

_CLICK: Final = """async ([tab, title]) => {
  const started = performance.now()
  const there = () => [...document.querySelectorAll("h2")].some(h => h.innerText.trim() === title && h.offsetParent)
  ;[...document.querySelectorAll("[role=tab]")].find(one => one.innerText.trim() === tab).click()
  while (!there()) await new Promise(requestAnimationFrame)
  return performance.now() - started
}"""
_SHOWN: Final = """async title => {
  const there = () => [...document.querySelectorAll("h1, h2")].some(h => h.innerText.trim() === title)
  while (!there()) await new Promise(requestAnimationFrame)
  return performance.now()
}"""


def main(books: list[str]) -> None:
    """Measures and prints."""
    table = Table("what", "p50", "p95", "n", "unit")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        book = Path(books[0]) if books else Path(folder) / "demo.book"
        if not books:
            build(book)
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for row in (*_pages(browser, book), *_many(browser, book), *_network(browser, Path(folder)), *_pdf(book)):
            table.add_row(*row)
        browser.close()
    Console(width=120).print(table)


def _row(what: str, values: list[float], unit: str = "ms") -> tuple[str, ...]:
    ordered = sorted(values)
    last = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return what, f"{statistics.median(ordered):,.0f}", f"{last:,.0f}", str(len(ordered)), unit


def _pages(browser: Browser, book: Path) -> Iterator[tuple[str, ...]]:
    with _served(book) as (address, _):
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        yield _row("first page ever of a cold server, to its title", [_opened(page, address, "Find a customer")])
        page.close()
        for what, place, title in (("first page, warm server", "", "Find a customer"),
                                   ("a customer's page by its link, warm", f"customer?customer={SARAH}",
                                    "Sarah Johnson")):  # fmt: skip
            opened = []
            for _ in range(8):
                page = browser.new_page(viewport={"width": 1366, "height": 900})
                opened.append(_opened(page, f"{address}/{place}", title))
                page.close()
            yield _row(what, opened)
        yield _row("search, result, click, whole first tab", [_look_up(browser, address) for _ in range(6)])
        for what, customer in (("usual customer", SARAH), ("12,000 transactions", HUB)):
            page = browser.new_page(viewport={"width": 1366, "height": 900})
            _opened(page, f"{address}/customer?customer={customer}", "Who is this?")
            times: dict[str, list[float]] = {tab: [] for tab in LAST}
            for tab, title in [*LAST.items(), *list(LAST.items())[:1]]:
                page.evaluate(_CLICK, [tab, title])  # what each tab loads the first time
            for _ in range(6):
                for tab in random.Random(1).sample(list(LAST), len(LAST)):
                    page.wait_for_timeout(400)
                    times[tab].append(float(page.evaluate(_CLICK, [tab, LAST[tab]])))
            yield _row(f"tab change, {what}", [value for each in times.values() for value in each])
            for tab, each in times.items():
                yield _row(f"    {tab}", each)
            page.close()


def _opened(page: Page, url: str, title: str) -> float:
    """Milliseconds from asking for the page until this heading stands."""
    page.goto(url, wait_until="commit")
    return float(page.evaluate(_SHOWN, title))


def _look_up(browser: Browser, address: str) -> float:
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    _opened(page, address, "Find a customer")
    page.wait_for_timeout(500)
    started = time.perf_counter()
    box = page.get_by_role("searchbox")
    box.fill("sarah johnson")
    box.press("Enter")
    page.get_by_role("link", name="Sarah Johnson").nth(0).wait_for()
    page.get_by_text("What matched").wait_for()
    page.get_by_role("link", name="Sarah Johnson").first.click()
    page.evaluate(_SHOWN, LAST["Identity"])
    spent = (time.perf_counter() - started) * 1000
    page.close()
    return spent


def _many(browser: Browser, book: Path) -> Iterator[tuple[str, ...]]:
    """Eight analysts: one in a browser here, seven at other desks; and what a session takes in memory."""
    with _served(book) as (address, process):
        page = browser.new_page(viewport={"width": 1366, "height": 900})
        _opened(page, f"{address}/customer?customer={SARAH}", "Who is this?")
        for tab, title in [*LAST.items(), *list(LAST.items())[:1]]:
            page.evaluate(_CLICK, [tab, title])
        before = _memory(process.pid)
        times: list[float] = []
        with working(int(address.rpartition(":")[2]), SARAH, list(LAST), ANALYSTS - 1) as others:
            page.wait_for_timeout(5000)
            for n in range(30):
                page.wait_for_timeout(random.Random(n).uniform(1000, 4000))
                tab = list(LAST)[(n * 5 + 1) % len(LAST)]
                times.append(float(page.evaluate(_CLICK, [tab, LAST[tab]])))
            each = (_memory(process.pid) - before) / (ANALYSTS - 1)
        yield _row(f"tab change in a browser while {ANALYSTS - 1} others work, 1 to 4 s between clicks", times)
        yield _row("    answers of the server to those others", others)
        yield _row("memory of the server for one analyst more", [each], "MB")
        page.close()


def _network(browser: Browser, folder: Path) -> Iterator[tuple[str, ...]]:
    """A customer with 300 relatives: from the click on the tab until the picture is drawn."""
    source, files = folder / "network-sql", folder / "network"
    source.mkdir()
    files.mkdir()
    (source / "Book.sql").write_text("SELECT 'Relatives' AS name, 'EUR' AS currency, 'Europe/Paris' AS zone")
    people = f"SELECT 'c-' || i AS customerId, 'Relative ' || i AS name FROM range({NEIGHBOURS + 1}) t(i)"
    (source / "Person.sql").write_text(people)
    ties = f"SELECT 'c-0' AS \"from\", 'c-' || (i + 1) AS \"to\" FROM range({NEIGHBOURS}) t(i)"
    (source / "CHILD.Person.Person.sql").write_text(ties)
    load("network", files, folder / "network.book", source=source)
    with _served(folder / "network.book") as (address, _):
        times = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1366, "height": 900})
            _opened(page, f"{address}/customer?customer=c-0", "Who is this?")
            page.wait_for_timeout(800)
            started = time.perf_counter()
            page.get_by_role("tab", name="Relationships").click()
            page.locator(".net canvas").wait_for()
            page.locator(".net").evaluate("place => place.nodeAt('person:c-1')")
            times.append((time.perf_counter() - started) * 1000)
            page.close()
        yield _row(f"network of {NEIGHBOURS} people, from the click to the picture", times)


def _pdf(book: Path) -> Iterator[tuple[str, ...]]:
    """In a process of its own: the first PDF with all it loads, then warm ones."""
    script = (
        "import sys, time, json\n"
        "from c360 import Customer360Builder, connect\n"
        "from c360.audit import NullLog\n"
        "builder = Customer360Builder(connect(sys.argv[1]), audit=NullLog(), user='benchmark')\n"
        "usual, hub = (builder.build_profile(one) for one in sys.argv[2:4])\n"
        "def timed(profile):\n"
        "    start = time.perf_counter()\n"
        "    from c360.report.pdf import render\n"
        "    render(profile, builder.policy, 'benchmark')\n"
        "    return (time.perf_counter() - start) * 1000\n"
        "print(json.dumps([timed(usual), [timed(usual) for _ in range(8)], [timed(hub) for _ in range(4)]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(book), SARAH, HUB], capture_output=True, check=True)
    cold, warm, hub = json.loads(done.stdout)
    yield _row("PDF, cold", [cold])
    yield _row("PDF, warm, usual customer", warm)
    yield _row("PDF, warm, 5,000 transactions listed", hub[1:])


@contextmanager
def _served(book: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("C360_", "STREAMLIT_"))}
        env |= {"C360_GRAPH": str(book), "C360_AUDIT": f"{folder}/audit.sqlite", "C360_USER": "benchmark"}
        command = [sys.executable, "-m", "deploy.serve", "--server.port", str(port)]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=env, cwd=Path(__file__).parents[1], **quiet) as process:
            try:
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                for _ in range(240):
                    try:
                        opener.open(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).close()
                        break
                    except OSError:
                        threading.Event().wait(0.1)
                yield f"http://127.0.0.1:{port}", process
            finally:
                process.terminate()


def _memory(pid: int) -> float:
    """Megabytes that the process holds of its own and shared."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
