"""What only a browser can tell: the tour, deep links on a cold server, names as text, and who else is asked."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

SARAH = "customer-12345"
TABS = {
    "Identity": "Who is this?", "Relationships": "Who stands around this customer?", "Products": "Every account",
    "Activity": "Money in and out by week", "Risk": "Why this band? Every factor and floor",
    "Value": "Where the revenue comes from",
}  # fmt: skip


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible(timeout=60_000)


def test_the_tour_of_six_tabs_asks_nobody_outside(
    page: Page, server: str, outside: list[str], settled: Callable[[], None]
) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.goto(server)
    page.get_by_role("link", name="Sarah Johnson").click()
    heading(page, "Sarah Johnson")
    assert query(page) == {"customer": [SARAH]}
    for tab, title in TABS.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        heading(page, title)
        settled()
        expect(page.get_by_text("$385,000").first).to_be_visible()
        expect(page.get_by_text("could not be")).to_have_count(0)
    assert query(page) == {"customer": [SARAH], "tab": ["Value"]}
    page.wait_for_timeout(1000)
    assert outside == []
    assert failures == []


def test_a_click_in_the_network_opens_that_person_and_back_returns(
    page: Page, server: str, settled: Callable[[], None]
) -> None:
    page.goto(f"{server}/customer?customer={SARAH}&tab=Relationships")
    heading(page, TABS["Relationships"])
    settled()
    net = page.locator(".net")
    expect(net.locator("canvas")).to_be_visible()
    net.scroll_into_view_if_needed()
    at = net.evaluate("place => place.nodeAt('person:customer-12346')")
    net.click(position={"x": at["x"], "y": at["y"]})
    heading(page, "John Johnson")
    assert query(page) == {"customer": ["customer-12346"], "tab": ["Relationships"]}
    page.go_back()
    heading(page, "Sarah Johnson")


def test_a_deep_link_on_a_cold_server_comes_through_the_gate(page: Page, cold: str, outside: list[str]) -> None:
    page.goto(f"{cold}/customer?customer={SARAH}&tab=Risk&as_of=2024-05-31&days=30")
    heading(page, "Sarah Johnson")
    heading(page, TABS["Risk"])
    expect(page.get_by_text("As of 31 May 2024 · book")).to_be_visible()
    expect(page.get_by_text("Transactions, 30 days")).to_be_visible()
    expect(page.get_by_role("link", name="Find")).to_be_visible()
    assert query(page)["customer"] == [SARAH]
    assert urlsplit(page.url).path == "/customer"
    assert outside == []


def test_an_unknown_customer_is_a_page_with_a_way_on(page: Page, server: str) -> None:
    page.goto(f"{server}/customer?customer=nobody")
    heading(page, "No such customer")
    page.get_by_role("link", name="Find a customer").click()
    heading(page, "Find a customer")


@pytest.mark.parametrize("customer_id", ["customer-12407", "customer-12408", "customer-12409"])
def test_a_name_that_tries_html_or_a_query_is_text_everywhere(
    page: Page, server: str, outside: list[str], settled: Callable[[], None], customer_id: str
) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(f"{server}/customer?customer={customer_id}")
    for tab, title in TABS.items():
        page.get_by_role("tab", name=tab, exact=True).click()
        heading(page, title)
        settled()
    name = page.locator("h1").inner_text().replace("\N{WORD JOINER}", "")
    assert any(text in name for text in ("onerror=alert(1)", "drop()", "<script>"))
    assert page.locator("h1 img, h1 script, h1 b, h1 a").count() == 0
    assert page.locator("img[src='x']").count() == 0
    assert outside == []


def test_the_export_is_the_profile_and_on_record(page: Page, cold: str, tmp_path: Path) -> None:
    page.goto(f"{cold}/customer?customer={SARAH}")
    heading(page, "Sarah Johnson")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export JSON").click()
    data = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert data["customer_id"] == SARAH
    assert data["identity"]["basic_info"]["ssn"].startswith("***-**-")
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        assert [row[0] for row in db.execute("SELECT action FROM record ORDER BY seq")] == ["view", "export"]


def test_what_is_searched_stays_out_of_the_address(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_label("Part of a name").fill("johnson")
    page.get_by_label("Part of a name").press("Enter")
    expect(page.get_by_text("What matched")).to_be_visible()
    expect(page.get_by_role("link", name="Sarah Johnson").first).to_be_visible()
    assert "johnson" not in page.url.lower()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_readable_at_400_pixels(page: Page, server: str, scheme: str, settled: Callable[[], None]) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{server}/customer?customer={SARAH}&tab=Products")
    heading(page, "Every account")
    settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
