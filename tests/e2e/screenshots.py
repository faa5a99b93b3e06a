"""Pictures of every page and tab, for README and for whoever reviews a change: `make screenshots`.

Each is the whole page, in light, dark and narrow (400 px), as `PAGE-LOOK.png`.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.conftest import FLAGS, ROOT, served, settle
from tests.e2e.going import SARAH, TABS

LOOKS: Final[dict[str, tuple[int, Literal["light", "dark"]]]] = {
    "light": (1366, "light"), "dark": (1366, "dark"), "narrow": (400, "light"),
}  # fmt: skip
_TALLEST: Final = 8000
_FONTS: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>"""


def main(book: Path, into: Path) -> None:
    """Writes the pictures of this book's pages into the folder `into`."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(book, Path(folder)) as address, _browser() as browser:
        for look, (width, scheme) in LOOKS.items():
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.set_default_timeout(60_000)
            for name, place in _places():
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address + place)
                expect(page.get_by_role("heading").first).to_be_visible(timeout=60_000)
                if name == "results":
                    _look_for(page, "johnson")
                _whole(page, width)
                page.screenshot(path=into / f"{name}-{look}.png")
                print(into / f"{name}-{look}.png")
            context.close()


def _places() -> Iterator[tuple[str, str]]:
    yield "find", "/"
    yield "results", "/"
    for tab in TABS:
        yield tab.lower(), f"/customer?customer={SARAH}&tab={tab}"
    yield "nobody", "/customer?customer=customer-1234"
    yield "book", "/book"
    yield "household", f"/household?customer={SARAH}"
    yield "company", "/company?company=company-20003"
    yield "network", f"/network?customer={SARAH}&without=TRANSACTION&open=company:company-12345"
    yield "connections", f"/network?customer={SARAH}&view=Connections&with=person:customer-100001"
    yield "flows", f"/network?customer={SARAH}&view=Flow+of+money"


def _look_for(page: Page, text: str) -> None:
    box = page.get_by_role("searchbox")
    box.fill(text)
    box.press("Enter")
    page.get_by_text("What matched").wait_for(state="attached")  # in a narrow window it stands there unseen


def _whole(page: Page, width: int) -> None:
    """Makes the window as high as the page, which scrolls within itself, and waits until nothing is on its way."""
    settle(page)
    for _ in range(2):  # what was out of sight may be higher once it is drawn
        height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(max(height, 600), _TALLEST)})
        page.wait_for_timeout(1200)
        settle(page)


@contextmanager
def _browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        sys.exit("Pictures need Debian's package chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        # Names of the world in the letters that the PDF brings along: a server has few fonts.
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(_FONTS.format(ROOT / "c360" / "report" / "fonts"))
        env: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, env=env)
        yield browser
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
