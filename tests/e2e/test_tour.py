"""What only a browser can tell: the tour, deep links on a cold server, names as text, and who else is asked."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import served
from tests.e2e.going import SARAH, TABS, heading, query


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
    expect(page.get_by_text("Transactions, 30 days", exact=True)).to_be_visible()
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


def test_the_box_answers_while_somebody_types_and_keeps_the_focus(page: Page, server: str) -> None:
    page.goto(server)
    heading(page, "Find a customer")
    page.get_by_role("searchbox").click()
    page.keyboard.type("jonson sar", delay=40)
    link = page.get_by_role("link", name="Sarah Johnson").first
    expect(link).to_be_visible()
    page.keyboard.type("ah", delay=40)
    expect(page.get_by_role("searchbox")).to_have_value("jonson sarah")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_text("name, spelling")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(link).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_what_is_searched_stays_out_of_the_address(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_role("searchbox").fill("johnson")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_text("What matched")).to_be_visible()
    expect(page.get_by_role("link", name="Sarah Johnson").first).to_be_visible()
    assert "johnson" not in page.url.lower()


def test_another_day_and_look_back_are_in_the_address_and_back_and_forward_keep_the_view(
    page: Page, server: str, settled: Callable[[], None]
) -> None:
    page.goto(f"{server}/customer?customer={SARAH}&tab=Activity")
    heading(page, TABS["Activity"])
    settled()
    page.get_by_role("combobox", name="Look-back, days").click()
    page.get_by_role("option", name="30", exact=True).click()
    expect(page.get_by_text("Transactions, 30 days", exact=True)).to_be_visible()
    settled()
    page.get_by_role("spinbutton", name="month").first.click()
    page.keyboard.type("05")
    page.keyboard.type("31")
    page.get_by_role("button", name="Friday, May 31, 2024").click()
    expect(page.get_by_text("As of 31 May 2024 · book")).to_be_visible()
    assert query(page) == {"customer": [SARAH], "tab": ["Activity"], "days": ["30"], "as_of": ["2024-05-31"]}
    page.get_by_role("tab", name="Risk", exact=True).click()
    heading(page, TABS["Risk"])
    page.go_back()
    heading(page, TABS["Activity"])
    expect(page.get_by_text("As of 31 May 2024 · book")).to_be_visible()
    page.go_forward()
    heading(page, TABS["Risk"])
    expect(page.get_by_text("Transactions, 30 days", exact=True)).to_be_visible()


def test_people_who_were_opened_are_steps_back_and_the_address_is_who_is_shown(page: Page, server: str) -> None:
    page.goto(f"{server}/customer?customer={SARAH}&tab=Relationships")
    heading(page, TABS["Relationships"])
    page.get_by_role("button", name="John Johnson").first.click()
    heading(page, "John Johnson")
    assert query(page) == {"customer": ["customer-12346"], "tab": ["Relationships"]}
    page.get_by_role("tab", name="Value", exact=True).click()
    heading(page, TABS["Value"])
    page.get_by_role("link", name="Find").click()
    heading(page, "Find a customer")
    page.go_back()
    heading(page, TABS["Value"])
    heading(page, "John Johnson")
    page.go_back()
    page.go_back()
    heading(page, "Sarah Johnson")
    heading(page, TABS["Relationships"])
    assert query(page) == {"customer": [SARAH], "tab": ["Relationships"]}


def test_a_near_id_opens_its_customer(page: Page, server: str) -> None:
    page.goto(f"{server}/customer?customer=customer-12354")
    heading(page, "No such customer")
    page.get_by_role("button", name="Sarah Johnson").click()
    heading(page, "Sarah Johnson")
    assert query(page)["customer"] == [SARAH]


def test_the_server_asks_nobody_outside(page: Page, demo_book: Path, tmp_path: Path) -> None:
    with served(demo_book, tmp_path) as address:
        page.goto(address)
        page.get_by_role("link", name="Sarah Johnson").click()
        for tab, title in TABS.items():
            page.get_by_role("tab", name=tab, exact=True).click()
            heading(page, title)
        with page.expect_download():
            page.get_by_role("button", name="Export").click()
            page.get_by_role("button", name="PDF", exact=True).click()
    seen = tmp_path / "outside.txt"
    assert not seen.exists(), seen.read_text()


def test_no_personal_data_are_in_the_servers_log(page: Page, demo_book: Path, tmp_path: Path) -> None:
    with served(demo_book, tmp_path) as address:
        page.goto(address)
        page.get_by_role("searchbox").fill("sarah johnson")
        page.get_by_role("searchbox").press("Enter")
        page.get_by_role("link", name="Sarah Johnson").first.click()
        heading(page, "Sarah Johnson")
        page.goto(f"{address}/customer?customer=customer-99999")
        heading(page, "No such customer")
    log = (tmp_path / "server.log").read_text().lower()
    assert not any(word in log for word in ("sarah", "johnson", "example.com", "harbour rd"))


def test_ways_on_from_nobody_stand_in_line(page: Page, server: str) -> None:
    page.goto(f"{server}/customer?customer=customer-12354")
    heading(page, "No such customer")
    near, find = page.get_by_role("button", name="Sarah Johnson"), page.get_by_role("link", name="Find a customer")
    assert len({place["x"] for place in (near.bounding_box(), find.bounding_box()) if place}) == 1
