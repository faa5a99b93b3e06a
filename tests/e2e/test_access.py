"""For everyone: axe on every tab in light and dark, the keyboard alone, and a telephone's width."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.going import SARAH, TABS, heading, query

GROUNDS = {"light": "rgb(251, 251, 250)", "dark": "rgb(18, 22, 28)"}  # .streamlit/config.toml
SCHEMES = list(GROUNDS)


def dressed(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def is_dressed(page: Page, scheme: str) -> None:
    """Fails where the page is in the other colours."""
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", GROUNDS[scheme])


def serious(page: Page) -> list[str]:
    """What axe finds that keeps somebody out: its rule, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:3]}"
        for one in found if one["impact"] in ("serious", "critical", "moderate")
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tab", TABS)
def test_axe_finds_nothing_on_any_tab(
    page: Page, server: str, scheme: str, tab: str, settled: Callable[[], None]
) -> None:
    dressed(page, scheme)
    page.goto(f"{server}/customer?customer={SARAH}&tab={tab}")
    heading(page, TABS[tab])
    settled()
    is_dressed(page, scheme)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "place",
    [
        "/",
        "/book",
        "/policy",
        "/audit",
        "/company?company=company-20003",
        "/network?customer=customer-12345&open=person:customer-12346&hide=company:company-12345",
        "/network?customer=customer-12345&view=Connections&with=person:customer-12346",
        "/network?customer=customer-12345&view=Flow+of+money",
        "/household?customer=customer-12345",
        "/customer?customer=customer-12354",
        "/customer?customer=customer-12440&tab=Risk",
    ],
)
def test_axe_finds_nothing_on_the_other_pages(
    page: Page, server: str, scheme: str, place: str, settled: Callable[[], None]
) -> None:
    dressed(page, scheme)
    page.goto(server + place)
    page.get_by_role("heading", level=1).wait_for()
    settled()
    is_dressed(page, scheme)
    assert serious(page) == []


BOX = "A name in any order, an id, an account number, an e-mail, a phone number, a town or a year of birth"


def test_the_keyboard_alone_leads_from_the_search_to_the_export(page: Page, server: str) -> None:
    page.goto(server)
    heading(page, "Find a customer")
    reach(page, BOX)
    page.keyboard.type("sarah johnson")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What matched")).to_be_visible()
    reach(page, "Sarah Johnson")
    page.keyboard.press("Enter")
    heading(page, "Sarah Johnson")
    reach(page, "Identity", role="tab")
    reach(page, "Risk", role="tab", by="ArrowRight")
    page.keyboard.press("Enter")
    heading(page, TABS["Risk"])
    reach(page, "Export")
    page.keyboard.press("Enter")
    with page.expect_download() as download:
        reach(page, "PDF")
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")


def test_arrows_in_quick_succession_never_leave_a_tab_that_is_not_the_address_s(
    page: Page, server: str, settled: Callable[[], None]
) -> None:
    page.goto(f"{server}/customer?customer={SARAH}")
    heading(page, TABS["Identity"])
    for key in ("ArrowRight", "ArrowLeft") * 4:
        page.get_by_role("tab", selected=True).focus()
        for _ in range(4):
            page.keyboard.press(key)
            page.wait_for_timeout(50)  # the run for one is under way when the next is pressed
        settled()
        (last,) = query(page).get("tab", ["Identity"])
        expect(page.get_by_role("tab", selected=True)).to_have_text(last)
        heading(page, TABS[last])


def reach(page: Page, name: str, *, role: str = "", by: str = "Tab", most: int = 60) -> None:
    """Presses a key until what is called `name` has the focus."""
    seen = []
    for _ in range(most):
        page.keyboard.press(by)
        page.wait_for_timeout(50)
        told, kind = page.evaluate(
            """() => { const at = document.activeElement
            if (["BODY", "MAIN"].includes(at.tagName)) return ["", ""]
            const name = at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || ""
            return [name.trim(), at.getAttribute("role") || ""] }"""
        )
        # Icons are ligatures: their names come before the words.
        words = told.split("\n")
        seen.append(told[:40])
        if role in ("", kind) and name in (told, *(word.strip() for word in words)):
            return
    pytest.fail(f"{by} never reached {name!r}: {seen}")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("tab", TABS)
def test_it_is_readable_at_400_pixels(
    page: Page, server: str, scheme: str, tab: str, settled: Callable[[], None]
) -> None:
    dressed(page, scheme)
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{server}/customer?customer={SARAH}&tab={tab}")
    heading(page, TABS[tab])
    settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("place => place.scrollWidth - place.clientWidth") <= 0


def test_what_was_found_is_a_line_under_each_name_at_400_pixels(page: Page, server: str) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(server)
    page.get_by_role("searchbox").fill("emma johnson")
    page.keyboard.press("Enter")
    town, age = page.get_by_text("Eastharbor", exact=True).first, page.get_by_text("(14)")
    expect(age).to_be_visible()
    first, second = town.bounding_box(), age.bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    expect(page.get_by_text("What matched")).to_be_hidden()


def test_every_button_says_what_it_is_of_and_no_table_is_saved_past_the_record(
    page: Page, server: str, settled: Callable[[], None]
) -> None:
    page.goto(f"{server}/customer?customer={SARAH}&tab=Products")
    heading(page, TABS["Products"])
    settled()
    assert page.get_by_role("button", name="Records of").count() == 11
    for what in ("Overall risk", "Net position", "Deposits", "Assets against liabilities"):
        expect(page.get_by_role("button", name=f"Records of {what}")).to_have_count(1)
    page.locator("[data-testid=stDataFrame]").first.hover()
    expect(page.get_by_role("button", name="Search")).not_to_have_count(0)
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)


@pytest.mark.parametrize("width", [1024, 1366])
def test_who_it_is_stays_in_sight(page: Page, server: str, width: int, settled: Callable[[], None]) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server}/customer?customer={SARAH}&tab=Activity")
    heading(page, TABS["Activity"])
    settled()
    page.locator("[data-testid=stMain]").evaluate("place => place.scrollTo(0, place.scrollHeight)")
    expect(page.get_by_role("heading", name="Sarah Johnson")).to_be_in_viewport()
    expect(page.get_by_text("● Low risk")).to_be_in_viewport()
