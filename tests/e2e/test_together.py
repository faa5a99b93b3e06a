"""Two analysts at once on one server: what one looks at never shows at the other's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.going import SARAH, TABS, heading, query

OTHER = "customer-12440"
NAMES = {SARAH: "Sarah Johnson", OTHER: "Ruslan Talgarov"}


@pytest.fixture
def desks(chromium: Browser) -> Iterator[tuple[Page, Page]]:
    """Two browsers that share nothing."""
    with ExitStack() as stack:
        contexts = [stack.enter_context(closing(chromium.new_context())) for _ in range(2)]
        first, second = (context.new_page() for context in contexts)
        for page in (first, second):
            page.set_default_timeout(60_000)
        yield first, second


def test_two_analysts_see_each_their_own(desks: tuple[Page, Page], server: str) -> None:
    mine, theirs = desks
    mine.goto(f"{server}/customer?customer={SARAH}&as_of=2024-03-31&days=30")
    theirs.goto(f"{server}/customer?customer={OTHER}")
    for tab, title in TABS.items():
        # Both ask before either has its answer.
        for page in desks:
            page.get_by_role("tab", name=tab).click()
        for page, who, nobody in ((mine, SARAH, OTHER), (theirs, OTHER, SARAH)):
            heading(page, title)
            heading(page, NAMES[who])
            expect(page.get_by_text(NAMES[nobody])).to_have_count(0)
    assert query(mine)["as_of"] == ["2024-03-31"]
    assert "as_of" not in query(theirs)
    expect(mine.get_by_text("As of 31 Mar 2024 · book")).to_be_visible()
    expect(theirs.get_by_text("As of 30 Jun 2024 · book")).to_be_visible()
    for page, who, nobody in ((mine, SARAH, OTHER), (theirs, OTHER, SARAH)):
        page.get_by_role("link", name="Find").click()
        heading(page, "Recently opened")
        expect(page.get_by_role("link", name=NAMES[who])).to_have_count(2)  # there, and among where to begin
        expect(page.get_by_role("link", name=NAMES[nobody])).to_have_count(1)
