"""Pictures of every page and tab, for README and for whoever reviews a change: `make screenshots`.

Each is the whole page or a panel of it, in light, dark and narrow (420 px), as `SCENE-LOOK.png`. Names after book and
folder take those of `scenes` alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e import scenes
from tests.e2e.conftest import FLAGS, ROOT, served, settle
from tests.e2e.oidc.provider import provided, secrets_file
from tests.e2e.scenes import Scene

LOOKS: Final[dict[str, tuple[int, Literal["light", "dark"]]]] = {
    "light": (1366, "light"), "dark": (1366, "dark"), "narrow": (420, "light"),
}  # fmt: skip
_TALLEST: Final = 12_000
_HIGH: Final = 900
_FONTS: Final = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>"""


def main(book: Path, into: Path, *names: str) -> None:
    """Writes the pictures of this book's pages into the folder `into`: of these names, or all."""
    into.mkdir(parents=True, exist_ok=True)
    with _browser() as browser, tempfile.TemporaryDirectory() as folder:
        if wanted := _wanted(scenes.open_to_all(), names):
            with served(book, Path(folder)) as address:
                _take(browser, wanted, address, into)
        if wanted := _wanted(scenes.behind_a_login(), names):
            with _with_login(book) as address:
                _take(browser, wanted, address, into)


def _wanted(every: Sequence[Scene], names: Sequence[str]) -> list[Scene]:
    return [one for one in every if not names or one.name in names]


@contextmanager
def _with_login(book: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as made, provided() as provider:
        folder = Path(made)
        secrets, lists = folder / "secrets.toml", folder / "bank.screening" / "lists"
        secrets.write_text(secrets_file(provider))
        scenes.invented_list(lists)
        scenes.invented_requests(folder / "audit.sqlite", book)
        with served(book, folder, "--secrets.files", str(secrets), C360_LISTS=str(lists)) as address:
            yield address


def _take(browser: Browser, wanted: Sequence[Scene], address: str, into: Path) -> None:
    """The pictures, in their order; each person has a browser of their own."""
    for who in dict.fromkeys(one.who for one in wanted):
        context = browser.new_context()
        page = context.new_page()
        page.set_default_timeout(scenes.PATIENCE)
        if who:
            page.goto(address)
            page.get_by_role("button", name="Log in").click()
            page.get_by_role("link", name=who, exact=True).click()
            page.get_by_role("button", name="Log out").wait_for()
        for scene in (one for one in wanted if one.who == who):
            for look, (width, scheme) in LOOKS.items():
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": _HIGH})
                page.goto(address + scene.place)
                expect(page.get_by_role("heading").first).to_be_visible(timeout=scenes.PATIENCE)
                _picture(page, scene, width, into / f"{scene.name}-{look}.png")
        context.close()


def _picture(page: Page, scene: Scene, width: int, path: Path) -> None:
    settle(page, scenes.PATIENCE)
    if scene.act is not None:
        scene.act(page)
    if scene.above:
        page.wait_for_timeout(1200)
    else:
        _whole(page, width)
    if scene.panel:
        scenes.panel(page, scene.panel).screenshot(path=path)
    else:
        page.screenshot(path=path)
    print(path, flush=True)


def _whole(page: Page, width: int) -> None:
    """Makes the window as high as the page, which scrolls within itself, and waits until nothing is on its way."""
    settle(page, scenes.PATIENCE)
    for _ in range(2):  # what was out of sight may be higher once it is drawn
        height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": width, "height": min(max(height, 600), _TALLEST)})
        page.wait_for_timeout(1200)
        settle(page, scenes.PATIENCE)


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
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
