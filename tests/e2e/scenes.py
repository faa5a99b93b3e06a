"""What is photographed: pages by their address, and what is done on them first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

from c360 import policy as policies
from c360.access import ANALYST
from c360.acts import approvals
from c360.acts.approvals import Bulk
from c360.audit import AuditLog
from c360.graph.connect import connect
from c360.screening.lists import store
from c360.screening.lists.entry import ListedDocument, ListedName, sealed
from c360.screening.lists.reading import Reading
from tests.e2e.conftest import settle
from tests.e2e.going import SARAH, TABS

PATIENCE: Final = 180_000  # milliseconds: nobody waits for pictures
RISK: Final = f"/customer?customer={SARAH}&tab=Risk"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture: `act` is what is done before it is taken, `panel` the title of what alone is on it.

    `who` is whoever has to log in for it, or nobody; `above` tells that something is open above the page, which then is
    as high as a window.
    """

    name: str
    place: str
    act: Callable[[Page], None] | None = None
    panel: str = ""
    who: str = ""
    above: bool = False


def open_to_all() -> tuple[Scene, ...]:
    """Scenes of an app without a login: every page and tab, each part of Risk, and what opens above the page."""
    tabs = (Scene(tab.lower(), f"/customer?customer={SARAH}&tab={tab}") for tab in TABS)
    return (
        Scene("find", "/"), Scene("results", "/", _search), *tabs,
        Scene("steps", "/customer?customer=customer-12440&tab=Risk", panel="From zero to the band"),
        Scene("alerts", "/customer?customer=customer-12446&tab=Risk", panel="Alerts and matches"),
        Scene("signals", "/customer?customer=customer-12480&tab=Risk", panel="Signals from transactions"),
        Scene("around", RISK, _press("Show the risk of"), panel="What stands around this customer?"),
        Scene("standing", RISK, _press("Compare with the book"), panel="Where does this customer stand in the book?"),
        Scene("uncover", f"/customer?customer={SARAH}&tab=Identity", _press("Uncover social"), above=True),
        Scene("seen", f"/customer?customer={SARAH}&tab=Identity", _press("Who has seen"), above=True),
        Scene("nothing", "/customer?customer=customer-12420"),
        Scene("nobody", "/customer?customer=customer-1234"), Scene("book", "/book"),
        Scene("policy", "/policy", _try), Scene("household", f"/household?customer={SARAH}"),
        Scene("company", "/company?company=company-20006"),
        Scene("network", f"/network?customer={SARAH}&without=TRANSACTION&open=company:company-12345"),
        Scene("connections", f"/network?customer={SARAH}&view=Connections&with=person:customer-100001"),
        Scene("flows", f"/network?customer={SARAH}&view=Flow+of+money"),
    )  # fmt: skip


def behind_a_login() -> tuple[Scene, ...]:
    """Scenes of an app with a login and a list that is loaded: from the way in to the audit log."""
    nobodys = "/customer?customer=customer-12420"
    return (
        Scene("login", RISK), Scene("candidates", RISK, _screened, panel="Could this be somebody", who="anna"),
        Scene("glass", nobodys, who="omar"), Scene("broken", nobodys, _break, who="omar"),
        Scene("approvals", "/approvals", who="anna"), Scene("refused", "/policy", who="nina"),
        Scene("audit", "/audit", _press("Verify it now"), who="otto"),
    )  # fmt: skip


def invented_list(folder: Path) -> None:
    """Puts a list in force that names one person, who is as invented as the demo bank's."""
    names = [ListedName("JOHNSON, Sara", "primary", "JOHNSON", "Sara"), ListedName("Sarah Jonson", "strong")]
    listed = sealed(
        list="Invented list", id="INV-0042", schema="Person", names=names, births=["1980"], countries=["us"],
        genders=["female"], addresses=["7 Quay Street, Westharbor, US"], programs=["EXAMPLE"], listed_on="2024-02-01",
        documents=[ListedDocument("passport", "X0000042", "Passport", "us")],
        remarks=["Made up for a picture: nobody is meant."],
    )  # fmt: skip
    now = datetime.now(UTC)
    store.put(folder, Reading("Invented list", "2024-06-28", (listed,), ()), loaded_at=now)


def invented_requests(log: Path, book: Path) -> None:
    """Puts on record two exports that were asked for: one that waits, and one that was answered."""
    rules, name, now = policies.load().acts, connect(book).book.name, datetime.now(UTC)
    asked = (
        ("vera@bank.example", "pdf", 40, "Meetings of the branch at the harbour in December"),
        ("omar@bank.example", "csv", 60, "Sample for the yearly review"),
    )
    with closing(AuditLog(log)) as audit:
        for user, kind, count, why in asked:
            bulk = Bulk(tuple(f"customer-{100000 + n}" for n in range(count)), kind, name, 1)
            one = approvals.ask(audit, rules, bulk, why, user=user, account="", now=now)
        approvals.answer(
            audit, rules, ANALYST, one.number, book=name, yes=True, why="Ordered by the head of review",
            user="vera@bank.example", account="", now=now,
        )  # fmt: skip


def panel(page: Page, title: str) -> Locator:
    """The panel of this title: its heading stands in a row within a block within the panel."""
    heading = page.get_by_role("heading", name=title).first
    return heading.locator("xpath=ancestor::*[@data-testid='stVerticalBlock'][2]")


def _press(name: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.get_by_role("button", name=name).click()
        settle(page, PATIENCE)
        page.locator("[data-testid=stProgress]").wait_for(state="detached", timeout=PATIENCE)

    return press


def _search(page: Page) -> None:
    box = page.get_by_role("searchbox")
    box.fill("johnson")
    box.press("Enter")
    page.get_by_text("What matched").wait_for(state="attached")  # in a narrow window it stands there unseen


def _try(page: Page) -> None:
    """The threshold of the credit score one step of the keyboard up, again and again, and what that does."""
    slider = page.get_by_role("slider").first
    for _ in range(40):
        slider.press("ArrowRight")
    settle(page, PATIENCE)
    _press("Try it on the book")(page)
    page.get_by_role("heading", name="Who moves?").wait_for(timeout=PATIENCE)


def _screened(page: Page) -> None:
    """The list is read some seconds after a start: until then the page says so."""
    for _ in range(60):
        if page.get_by_role("button", name="Look again").count() == 0:
            return
        page.wait_for_timeout(2000)
        page.reload()
        page.get_by_role("heading", name="Could this be somebody").wait_for()
        settle(page, PATIENCE)


def _break(page: Page) -> None:
    """Unless it is broken already, for another look of the same."""
    button, said = page.get_by_role("button", name="Break the glass"), page.get_by_text("Opened by breaking the glass")
    button.or_(said).wait_for()
    if button.count():
        page.get_by_role("combobox", name="Reason").click()
        page.get_by_role("option").first.click()
        page.get_by_label("In your own words").fill("Called about a card that was found")
        button.click()
    said.wait_for()
