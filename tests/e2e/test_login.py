"""Login at a real OpenID provider, through a browser: in, refused, expired, idle, out, and a link that survives it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect

from c360 import words
from tests.e2e.conftest import served
from tests.e2e.going import SARAH, heading, query
from tests.e2e.oidc.provider import Provider, provided, secrets_file

NOBODYS = "customer-12420"  # has no relationship manager
IDLE = 10  # seconds; a browser that has much to do needs some of them to draw the page


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as running:
        yield running


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A window for each test: nobody is logged in yet."""
    with closing(chromium.new_context(viewport={"width": 1366, "height": 900})) as context:
        yield context


@pytest.fixture(autouse=True)
def _well_behaved(provider: Provider) -> None:
    provider.lives, provider.claims, provider.forged = 3600, {}, False


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("login")


@pytest.fixture(scope="module")
def app(demo_book: Path, folder: Path, provider: Provider) -> Iterator[str]:
    """A server with the login set up. It asks nobody but the provider, which is on this machine too."""
    (folder / "secrets.toml").write_text(secrets_file(provider))
    with served(demo_book, folder, "--secrets.files", str(folder / "secrets.toml")) as address:
        yield address


def records(folder: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "audit.sqlite")) as log:
        return log.execute("SELECT user, action, customer_id, outcome, detail FROM record ORDER BY seq").fetchall()


def log_in(page: Page, name: str, button: str = "Log in") -> None:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("link", name=name, exact=True).click()


def named(page: Page, name: str) -> None:
    """Whose session it is stands above the page; a word joiner keeps the address from becoming a link."""
    expect(page.get_by_text(re.compile(rf"{name}@.?bank\.example"))).to_be_visible()


def at_the_door(page: Page) -> None:
    """Nothing but the way in."""
    heading(page, "Customer 360")
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_role("link", name="Policy")).to_have_count(0)


def test_a_link_survives_login_and_logout_leaves_nothing(
    page: Page, app: str, folder: Path, provider: Provider
) -> None:
    page.goto(f"{app}/customer?customer={SARAH}&tab=Value&as_of=2024-05-31&evil=1")
    at_the_door(page)
    log_in(page, "anna")
    heading(page, "Sarah Johnson")
    heading(page, "Where the revenue comes from")
    assert query(page) == {"customer": [SARAH], "tab": ["Value"], "as_of": ["2024-05-31"]}
    named(page, "anna")
    assert [row[:4] for row in records(folder)] == [
        ("anna@bank.example", "login", None, "success"), ("anna@bank.example", "view", SARAH, "success"),
    ]  # fmt: skip
    page.reload()
    heading(page, "Sarah Johnson")
    other = page.context.new_page()
    other.goto(f"{app}/customer?customer={SARAH}")
    heading(other, "Sarah Johnson")
    before: Any = page.context.cookies()
    page.get_by_role("button", name="Log out").click()
    at_the_door(page)
    assert provider.logouts == 1
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("_streamlit_user")]
    page.go_back()
    page.reload()
    at_the_door(page)
    # The other tab, and whoever kept the cookie, are out as well.
    other.get_by_role("tab", name="Risk").click()
    expect(other.get_by_text("You have logged out.")).to_be_visible()
    expect(other.get_by_text("Sarah Johnson")).to_have_count(0)
    page.context.add_cookies(before)
    page.goto(f"{app}/customer?customer={SARAH}")
    expect(page.get_by_text("You have logged out.")).to_be_visible()
    expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
    user, action, _, outcome, detail = records(folder)[-1]
    assert (user, action, outcome) == ("anna@bank.example", "logout", "success")
    assert '"why":"logged out"' in detail


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-application"}, {"iss": "https://elsewhere.example"}, {"nonce": "of another login"},
        {"exp": 1_700_000_000, "iat": 1_600_000_000},
    ],
)  # fmt: skip
def test_a_token_that_is_wrong_is_refused_as_it_comes(
    page: Page, app: str, provider: Provider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    page.goto(app)
    log_in(page, "anna")
    at_the_door(page)
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("_streamlit_user")]


def test_a_token_of_another_key_is_refused(page: Page, app: str, provider: Provider) -> None:
    provider.forged = True
    page.goto(app)
    log_in(page, "anna")
    at_the_door(page)


def test_a_token_for_another_application_that_names_us_as_its_party_opens_nothing(
    page: Page, app: str, folder: Path, provider: Provider
) -> None:
    provider.claims = {"aud": "another-application", "azp": "c360"}
    page.goto(f"{app}/customer?customer={SARAH}")
    log_in(page, "anna")
    expect(page.get_by_text("made for another application")).to_be_visible()
    expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
    assert records(folder)[-1][:4] == ("u-1", "login", None, "denied")
    page.get_by_role("button", name="Log out").click()
    at_the_door(page)


def test_a_login_that_expires_takes_the_page_away_by_itself(
    page: Page, app: str, folder: Path, provider: Provider
) -> None:
    provider.lives = 15
    page.goto(f"{app}/customer?customer={SARAH}")
    log_in(page, "anna")
    heading(page, "Sarah Johnson")
    expect(page.get_by_text("the login has run out")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
    assert '"why":"expired"' in records(folder)[-1][4]
    provider.lives = 3600
    log_in(page, "anna", "Log in again")
    heading(page, "Sarah Johnson")  # where it was taken away


def test_a_session_that_nobody_uses_ends(page: Page, demo_book: Path, provider: Provider, tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text(secrets_file(provider))
    arguments = ("--secrets.files", str(tmp_path / "secrets.toml"))
    with served(demo_book, tmp_path, *arguments, C360_IDLE_SECONDS=str(IDLE)) as address:
        page.goto(f"{address}/customer?customer={SARAH}")
        log_in(page, "anna")
        heading(page, "Sarah Johnson")
        expect(page.get_by_text(f"it was not used for {IDLE} seconds")).to_be_visible()
        expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
        assert '"why":"idle"' in records(tmp_path)[-1][4]
        page.reload()
        expect(page.get_by_role("button", name="Log in again")).to_be_visible()
        expect(page.get_by_text("Sarah Johnson")).to_have_count(0)


def _kept(into: list[str], socket: WebSocket) -> None:
    """Keeps what the server sends, as text."""
    socket.on("framereceived", lambda frame: into.append(frame if isinstance(frame, str) else frame.decode("latin-1")))


def test_two_roles_at_once_see_each_their_own(chromium: Browser, app: str, folder: Path) -> None:
    """An analyst and the customer's relationship manager, who sees neither risk nor the number, at once."""
    with ExitStack() as stack:
        pages = {name: stack.enter_context(closing(chromium.new_context())).new_page() for name in ("anna", "omar")}
        sent: dict[str, list[str]] = {name: [] for name in pages}
        for name, page in pages.items():
            keep = partial(_kept, sent[name])
            page.on("websocket", keep)
            page.goto(f"{app}/customer?customer={SARAH}")
            log_in(page, name)
        for name, page in pages.items():
            heading(page, "Sarah Johnson")
            named(page, name)
        for page in pages.values():  # both at once, before either has its answer
            page.get_by_role("tab", name="Risk").click()
        heading(pages["anna"], "The whole")
        expect(pages["omar"].get_by_text(words.HIDDEN)).to_be_visible()
        for page in pages.values():
            page.get_by_role("tab", name="Identity").click()
            heading(page, "Who is this?")
        heard = {name: "".join(frames).replace("\\", "") for name, frames in sent.items()}
        for told in ("***-**-", "Credit score below 600"):
            assert told in heard["anna"]
            assert told not in heard["omar"]
        own = [row[:4] for row in records(folder) if row[0] == "omar@bank.example"]
        assert ("omar@bank.example", "view", SARAH, "success") in own
        page = pages["omar"]
        page.goto(f"{app}/customer?customer={NOBODYS}")
        heading(page, "No such customer")
        assert ("omar@bank.example", "view", NOBODYS, "denied") in [row[:4] for row in records(folder)]


def test_an_auditor_sees_the_log_and_no_customer_and_who_has_no_role_nothing(
    chromium: Browser, app: str, folder: Path
) -> None:
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        page.goto(f"{app}/audit")
        log_in(page, "otto")
        heading(page, "Who looked?")
        page.goto(f"{app}/customer?customer={SARAH}")
        heading(page, "Your role may not see this")
        expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
    with closing(chromium.new_context()) as context:
        page = context.new_page()
        page.goto(f"{app}/customer?customer={SARAH}")
        log_in(page, "nina")
        heading(page, "Your role may not see this")
        expect(page.get_by_text("Sarah Johnson")).to_have_count(0)
        assert records(folder)[-1][:4] == ("nina@bank.example", "login", None, "denied")
