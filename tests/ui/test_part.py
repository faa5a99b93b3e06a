"""The pages of a role that is for a branch: nobody of another one is on any of them, or in what the browser is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from c360.access import LOCAL, Role
from c360.audit import AuditLog
from components.views import TABS
from tests.c360.scope.banks import MARKS, NORTH, bank
from tests.ui.reading import plain
from tests.ui.turning import turned

ROOT: Final = Path(__file__).parents[2]
Open = Callable[..., AppTest]
OPEN: Final = ["account:N-1", "account:J-1", "company:co-1", "person:hid-1"]
PAGES: Final = {
    **{f"customer, {tab}": ("customer", {"customer": "vis-1", "tab": tab}) for tab in TABS},
    "household": ("household", {"customer": "vis-1"}),
    "company": ("company", {"company": "co-1"}),
    "network": ("network", {"customer": "vis-1", "open": OPEN}),
    "flows": ("network", {"customer": "vis-1", "tab": "Flow of money"}),
    "connections": ("network", {"customer": "vis-1", "tab": "Connections", "with": ["vis-2"]}),
    "book": ("book", {}),
    "policy": ("policy", {}),
    "find": ("find", {}),
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture
def as_role(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page in a role."""
    monkeypatch.setenv("C360_GRAPH", str(book))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    monkeypatch.setenv("C360_USER", "tester")

    def open_(role: Role, page: str, query: dict[str, Any]) -> AppTest:
        monkeypatch.setattr("components.session.role", lambda: role)
        return turned(AppTest.from_file(str(ROOT / "app.py"), default_timeout=60), page, query)

    yield open_
    st.cache_resource.clear()


def sent(app: AppTest) -> str:
    """All that the browser is sent, whatever draws it."""
    return plain("\n".join(str(getattr(node, "proto", "")) for node in app._tree))


@pytest.mark.parametrize("page", PAGES)
def test_nobody_outside_is_on_a_page(as_role: Open, page: str) -> None:
    name, query = PAGES[page]
    told = sent(as_role(NORTH, name, query)).replace("person:hid-1", "")  # it stands in the address that was asked for
    assert [mark for mark in MARKS if mark in told] == []


def test_the_pages_would_show_them(as_role: Open) -> None:
    for page in ("customer, Relationships", "customer, Activity", "household", "company", "network", "flows"):
        told = sent(as_role(LOCAL, *PAGES[page]))
        assert [mark for mark in MARKS if mark in told], page


def test_whom_a_search_shows_to_a_role_that_sees_no_card_is_on_record(as_role: Open, tmp_path: Path) -> None:
    role = replace(LOCAL, sections=frozenset({"relationships", "products"}))
    app = as_role(role, "find", {})
    app.text_input(key="find").set_value("id:co-1").run()
    app.text_input(key="find").set_value("id:vis-1").run()
    rows = AuditLog(tmp_path / "audit.sqlite").rows()
    assert "vis-1" in sent(app)
    assert [one for one in rows if one.outcome == "denied"] == []
    searched = [one.detail["ids"] for one in rows if one.action == "search"]
    assert searched == ["vis-1", "co-1"]
    behind = [set(one.detail["ids"].split()) for one in rows if one.detail.get("shown") == "behind what a search found"]
    assert behind == [{"vis-1", "hid-1", "hid-3"}]


@pytest.mark.parametrize("page", ["customer", "household", "network"])
def test_whoever_is_outside_is_not_there(as_role: Open, page: str) -> None:
    told = [
        sent(as_role(NORTH, page, {"customer": one})).replace(one, "?") for one in ("hid-1", "hid-9")
    ]  # fmt: skip
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("text", "nobody"), [("Quixley", "Zzzzzyx"), ("hid-1", "hid-9"), ("zoltan@quixley.example", "z@z.example")]
)
def test_a_search_for_them_finds_what_one_for_nobody_does(as_role: Open, text: str, nobody: str) -> None:
    told = []
    for typed in (text, nobody):
        app = as_role(NORTH, "find", {})
        app.text_input(key="find").set_value(typed).run()
        told.append(sent(app).replace(typed, "?"))
    assert told[0] == told[1]
