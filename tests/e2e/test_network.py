"""The network to work in: open the person, expand twice, find how two are connected, share the link, take it away."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import served, settle
from tests.e2e.going import SARAH, heading, query

JOHN, FIRM = "person:customer-12346", "company:company-12345"
FAST = 500  # milliseconds for a picture


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("network")


@pytest.fixture(scope="module")
def address(demo_book: Path, folder: Path) -> Iterator[str]:
    with served(demo_book, folder) as found:
        yield found


def records(folder: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Action, whom, and detail of all that is on record."""
    with closing(sqlite3.connect(folder / "audit.sqlite")) as db:
        rows = db.execute("SELECT action, customer_id, detail FROM record ORDER BY seq").fetchall()
    return [(action, whom, json.loads(detail)) for action, whom, detail in rows]


def drawn(page: Page) -> Any:
    """The picture, once it is there: where each node of it stands is asked of it."""
    net = page.locator(".net[data-milliseconds]")
    expect(net).to_be_visible()
    settle(page)
    return net


def double_click(page: Page, key: str) -> None:
    net = drawn(page)
    net.scroll_into_view_if_needed()
    at = net.evaluate("(place, key) => place.nodeAt(key)", key)
    net.dblclick(position={"x": at["x"], "y": at["y"]})
    page.wait_for_url(lambda url: key.replace(":", "%3A") in url or key in url)
    settle(page)


def test_from_the_person_to_a_file(
    page: Page, address: str, folder: Path, chromium: Browser, outside: list[str]
) -> None:
    page.goto(f"{address}/customer?customer={SARAH}&tab=Relationships")
    page.get_by_role("link", name="Work in the network").click()
    heading(page, "Who stands around this customer?")
    double_click(page, JOHN)
    double_click(page, FIRM)
    assert query(page)["open"] == [JOHN, FIRM]
    net = drawn(page)
    assert int(net.get_attribute("data-milliseconds") or 9999) < FAST
    seen = [(whom, detail["kind"]) for action, whom, detail in records(folder) if detail.get("network") == "expand"]
    assert seen == [(SARAH, "person"), ("customer-12346", "person"), ("company-12345", "company")]

    label = net.get_attribute("aria-label")
    places = net.evaluate("(place, keys) => keys.map(key => place.nodeAt(key))", [JOHN, FIRM])
    other = chromium.new_context(viewport={"width": 1366, "height": 900}).new_page()
    other.goto(page.url)
    shared = drawn(other)
    assert shared.get_attribute("aria-label") == label
    assert shared.evaluate("(place, keys) => keys.map(key => place.nodeAt(key))", [JOHN, FIRM]) == places
    other.context.close()

    for name, ending in (("CSV tables", ".zip"), ("GraphML", ".graphml")):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        made = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename == f"network-{SARAH}{ending}"
        action, whom, detail = records(folder)[-1]
        assert (action, whom, detail["sha256"]) == ("export", SARAH, hashlib.sha256(made).hexdigest())
        if ending == ".zip":
            names = zipfile.ZipFile(io.BytesIO(made)).namelist()
            assert names == ["nodes.csv", "ties.csv", "money.csv", "left_out.csv"]
        else:
            assert {JOHN, FIRM} <= set(nx.read_graphml(io.BytesIO(made)).nodes)
    page.get_by_role("button", name="Make the PNG").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG", exact=True).click()
    made = Path(download.value.path()).read_bytes()
    assert made.startswith(b"\x89PNG")
    assert records(folder)[-1][2]["sha256"] == hashlib.sha256(made).hexdigest()

    page.get_by_role("tab", name="Connections").click()
    page.get_by_label("Find somebody to add").fill("customer-12346")
    page.get_by_label("Find somebody to add").press("Enter")
    page.get_by_role("button", name="John Johnson").first.click()
    heading(page, "Sarah Johnson and John Johnson")
    expect(page.get_by_text("Sarah Johnson is the spouse of John Johnson")).to_be_visible()
    assert query(page)["with"] == [JOHN]
    assert outside == []


def test_the_same_by_keyboard_and_back(page: Page, address: str) -> None:
    page.goto(f"{address}/network?customer={SARAH}")
    drawn(page)
    page.get_by_role("combobox", name="Node").click()
    page.keyboard.type("John Johnson")
    page.keyboard.press("Enter")
    settle(page)
    for name, parameter in (("toggle", "open"), ("pin", "pin")):
        page.locator(f".st-key-work_{name} button").press("Enter")
        page.wait_for_url(re.compile(f"[?&]{parameter}="))
        settle(page)
    page.get_by_role("button", name="Undo").press("Enter")
    page.wait_for_url(lambda url: "pin=" not in url)
    assert query(page)["open"] == [JOHN]
    page.go_back()
    page.wait_for_url(lambda url: "pin=" in url)


def test_a_link_of_several_opens_whole_on_a_cold_server(page: Page, cold: str) -> None:
    page.goto(f"{cold}/network?customer={SARAH}&open={JOHN}&open={FIRM}")
    drawn(page)
    assert query(page)["open"] == [JOHN, FIRM]
