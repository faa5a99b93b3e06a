"""The pages as each role sees them: nothing hidden stands there, and what is hidden is said to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from c360.access import ANALYST, Role, Show, load, visible
from c360.audit import NullLog
from c360.graph.connect import Graph
from c360.model import Profile
from c360.profile import Customer360Builder
from components import session
from components.views import TABS
from tests.access.planted import FIRM, ME, bank, found_in, hidden_marks
from tests.ui.reading import plain, tables, words
from tests.ui.turning import turned

ROOT: Final = Path(__file__).parents[2]
MASKED, ABSENT = Show.MASKED, Show.ABSENT
MANAGER: Final = Role("relationship manager", load().roles["relationship manager"].sections,
                      load().roles["relationship manager"].fields)  # fmt: skip
MUCH: Final = Role("much is hidden", fields={
    "identity.basic_info.name": MASKED, "identity.basic_info.dateOfBirth": MASKED, "identity.basic_info.ssn": ABSENT,
    "identity.documents.number": ABSENT, "identity.demographics": ABSENT, "identity.addresses": MASKED,
    "products.*.balance": ABSENT, "products.*.number": MASKED, "activity.transactions.rows.amount": ABSENT,
    "risk.alerts": ABSENT, "relationships.family": ABSENT,
})  # fmt: skip
ROLES: Final = [ANALYST, MANAGER, MUCH, Role("auditor", frozenset())]
# Every page, as it is opened on the planted customer; one that shows none of a customer has its reason.
PAGES: Final = {
    **{f"customer, {tab}": ("customer", {"customer": ME, "tab": tab}) for tab in TABS},
    "household": ("household", {"customer": ME}), "company": ("company", {"company": FIRM}),
    "network": ("network", {"customer": ME}), "find": ("find", {}), "audit": ("audit", {}),
}  # fmt: skip
NOT_OF_CUSTOMERS: Final = {
    "approvals": "who asks to export how many customers, and why; none is named",
    "book": "what the book is",
    "policy": "rules; who moves under others is in the table of ways",
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return bank(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def clear(graph: Graph) -> Profile:
    return Customer360Builder(graph, audit=NullLog(), role=Role("sees all")).build_profile(ME)


@pytest.fixture
def opened(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """Opens a page in a role, which the login would give."""
    st.cache_resource.clear()
    monkeypatch.setenv("C360_GRAPH", str(graph.folder))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    monkeypatch.setenv("C360_USER", "tester")
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)

    def open_(role: Role, page: str, query: dict[str, str]) -> AppTest:
        monkeypatch.setattr(session, "role", lambda: role)
        app.query_params.clear()
        return turned(app, page, query)

    yield open_
    st.cache_resource.clear()


def everything(app: AppTest) -> str:
    """All that a page shows, drawings and links too, but for what is the reader's own."""
    nodes = [*app.get("button"), *app.get("page_link"), *app.get("download_button"), *app.get("plotly_chart"),
             *app.get("bidi_component"), *app.get("alert")]  # fmt: skip
    return "\n".join([words(app), tables(app), *(plain(node.proto) for node in nodes)])


def test_every_page_is_looked_at() -> None:
    assert {page for page, _ in PAGES.values()} | set(NOT_OF_CUSTOMERS) == {
        one.stem for one in (ROOT / "pages").glob("*.py")
    }


@pytest.mark.parametrize("role", ROLES, ids=lambda one: one.name)
def test_no_page_shows_what_is_hidden(role: Role, opened: Callable[..., AppTest], clear: Profile) -> None:
    hidden, leaks = hidden_marks(clear, visible(clear, role), role), []
    for name, (page, query) in PAGES.items():
        app = opened(role, page, query)
        if page == "find":
            app.text_input(key="find").set_value("Quillfeather").run()
            assert not app.exception
        leaks += [(name, *leak) for leak in found_in(everything(app), hidden).items()]
        if role.sections != frozenset():
            assert "could not be read" not in words(app), name
        assert "could not be drawn" not in words(app), name
    assert not leaks


def test_what_is_hidden_is_said_to_be(opened: Callable[..., AppTest]) -> None:
    app = opened(MUCH, "customer", {"customer": ME, "tab": "Identity"})
    shown = " ".join(words(app).split())
    assert "Income a year not for your role" in shown
    assert "Income a year unknown" not in shown
    assert "Not shown to your role" in words(opened(MANAGER, "customer", {"customer": ME, "tab": "Risk"}))
