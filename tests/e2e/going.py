"""What tests of the pages share: who is opened, what stands on each tab, and waiting for a heading."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

SARAH = "customer-12345"
TABS = {
    "Identity": "Who is this?", "Relationships": "Who stands around this customer?", "Products": "Every account",
    "Activity": "Money in and out by week", "Risk": "Why this band? Every factor and floor",
    "Value": "Where the revenue comes from",
}  # fmt: skip


def query(page: Page) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(page.url).query)


def heading(page: Page, text: str) -> None:
    """Waits until this heading stands on the page."""
    expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible(timeout=60_000)
