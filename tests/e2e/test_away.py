"""The graph is taken away, damaged or replaced while the page is open: what the page says, and what the log."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from c360.sources.load import unload
from tests.e2e.conftest import served
from tests.e2e.going import SARAH, heading, query


@pytest.fixture
def book(demo_book: Path, tmp_path: Path) -> Path:
    """A book of one's own, to be treated badly."""
    own = tmp_path / "own.book"
    shutil.copytree(demo_book, own)
    return own


@pytest.fixture
def place(book: Path, tmp_path: Path) -> Iterator[str]:
    with served(book, tmp_path) as found:
        yield found


@pytest.fixture
def address(place: str) -> str:
    return f"{place}/customer?customer={SARAH}&tab=Risk"


def last_record(tmp_path: Path) -> tuple[Any, ...]:
    with sqlite3.connect(tmp_path / "audit.sqlite") as log:
        found: tuple[Any, ...] = log.execute(
            "SELECT action, customer_id, outcome FROM record ORDER BY seq DESC LIMIT 1"
        ).fetchone()
        return found


def nothing_of_her(page: Page) -> None:
    expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
    expect(page.get_by_text("$385,000")).to_have_count(0)


def test_a_book_taken_away_damaged_and_brought_back(page: Page, address: str, book: Path, tmp_path: Path) -> None:
    page.goto(address)
    heading(page, "Alerts and matches")
    away = book.rename(tmp_path / "away.book")
    page.get_by_role("tab", name="Value").click()
    heading(page, "There is no book to read")
    nothing_of_her(page)
    expect(page.get_by_text("encountered an error")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"tab=Value"))
    assert last_record(tmp_path) == ("view", SARAH, "failed")
    away.rename(book)
    page.reload()
    heading(page, "Where the revenue comes from")
    assert last_record(tmp_path) == ("view", SARAH, "success")
    for pointer, said in ((b"nonsense", "To repair it"), (b'{"format": 99, "generation": 1}', "has format 99")):
        whole = (book / "current").read_bytes()
        (book / "current").write_bytes(pointer)
        page.reload()
        expect(page.get_by_text(said)).to_be_visible()
        nothing_of_her(page)
        assert last_record(tmp_path) == ("view", SARAH, "failed")
        (book / "current").write_bytes(whole)
        page.reload()
        heading(page, "Where the revenue comes from")


def test_a_link_to_a_book_that_comes_later_keeps_its_view(
    page: Page, place: str, address: str, book: Path, tmp_path: Path
) -> None:
    away = book.rename(tmp_path / "away.book")
    page.goto(f"{address}&as_of=2024-05-31")
    heading(page, "There is no book to read")
    wanted = {"customer": [SARAH], "tab": ["Risk"], "as_of": ["2024-05-31"]}
    assert query(page) == wanted
    away.rename(book)
    page.reload()
    heading(page, "Alerts and matches")
    assert query(page) == wanted
    away = book.rename(away)
    page.get_by_role("link", name="Find").click()
    page.wait_for_url(f"{place}/")
    heading(page, "There is no book to read")
    away.rename(book)
    page.reload()
    heading(page, "Find a customer")


def test_where_no_record_can_be_written_the_address_keeps_the_view(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    heading(page, "Alerts and matches")
    with closing(sqlite3.connect(tmp_path / "audit.sqlite", isolation_level=None)) as log:
        log.execute("CREATE TRIGGER no BEFORE INSERT ON record BEGIN SELECT RAISE(ABORT, 'no'); END")
        page.get_by_role("tab", name="Value").click()
        heading(page, "The audit log does not work")
        expect(page.get_by_text("Look-back, days")).to_be_hidden()
        nothing_of_her(page)
        log.execute("DROP TRIGGER no")
    page.reload()
    heading(page, "Where the revenue comes from")


def test_without_an_index_the_page_says_what_still_works(page: Page, address: str, book: Path) -> None:
    (index,) = book.glob("generations/*/search")
    shutil.rmtree(index)
    page.goto(address.partition("/customer")[0])
    page.get_by_role("searchbox").fill("johnson")
    page.keyboard.press("Enter")
    heading(page, "Nothing can be searched")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.goto(address)
    heading(page, "Sarah Johnson")


def test_what_a_newer_state_of_the_book_lost_is_not_none(page: Page, address: str, book: Path) -> None:
    page.goto(address)
    expect(page.get_by_text("No alert and no match on record")).to_be_visible()
    unload("compliance", book)
    page.reload()
    heading(page, "Alerts and matches")
    expect(page.get_by_text("not held in this book").first).to_be_visible()
    expect(page.get_by_text("No alert and no match on record")).to_have_count(0)
