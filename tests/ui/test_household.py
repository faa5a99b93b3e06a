"""The household's page and its panel, on the demo bank and on towns made to be difficult."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360.errors import GraphUnavailable
from components import groups
from tests.c360.households.homes import town
from tests.ui.reading import plain, tables, words

SARAH = "customer-12345"


@pytest.fixture
def house(app: AppTest) -> Callable[..., AppTest]:
    """Opens a household's page."""

    def open_(customer_id: str, **query: str) -> AppTest:
        app.run()
        for key, value in {"customer": customer_id, **query}.items():
            app.query_params[key] = value
        app.switch_page("pages/household.py").run()
        assert not app.exception, app.exception
        assert "could not be drawn" not in words(app)
        return app

    return open_


def views(tmp_path: Path) -> list[Any]:
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        return db.execute("SELECT customer_id, detail FROM record WHERE action = 'view' ORDER BY seq").fetchall()


def test_the_worked_examples_household(house: Callable[..., AppTest], tmp_path: Path) -> None:
    app = house(SARAH)
    assert app.title[0].value == "Household of Sarah Johnson"
    assert [plain(one.value) for one in app.metric] == ["4", "$412,753.90", "$8,978.17", "● Low"]
    assert "2 under 18" in words(app)
    assert [plain(link.label) for link in app.page_link] == [
        "Sarah Johnson · customer-12345", "John Johnson · customer-12346", "Emma Johnson · customer-12347",
        "Noah Johnson · customer-12348",
    ]  # fmt: skip
    shown = tables(app) + words(app)
    for said in ("Sarah Johnson and John Johnson", "joint account at one home", "Account 2000000007 (core)",
                 "less joint ones, counted again there", "No insurance; nobody here has one"):  # fmt: skip
        assert said in shown
    seen = views(tmp_path)
    assert [row[0] for row in seen] == [SARAH, "customer-12346", "customer-12347", "customer-12348"]
    app.run()
    assert len(views(tmp_path)) == 4  # the same view, drawn again
    house("customer-12346")
    house(SARAH)
    assert len(views(tmp_path)) == 12  # from the cache or not, a view is on record


def test_alone_no_such_customer_and_none_chosen(house: Callable[..., AppTest]) -> None:
    app = house("customer-12420")
    assert app.metric[0].value == "1"
    assert "alone: no tie on record makes anybody else a member" in words(app)
    assert house("customer-0").title[0].value == "No such customer"
    assert house(" ").title[0].value == "No household chosen"


def test_a_day_of_the_link_is_the_pages_and_one_that_cannot_be_is_told(house: Callable[..., AppTest]) -> None:
    assert "as of 1 Mar 2024" in words(house(SARAH, as_of="2024-03-01"))
    for wrong in ("2030-01-01", "soon"):
        assert f"The link asks for day '{wrong}'" in words(house(SARAH, as_of=wrong))


def test_a_hostile_name_is_text_and_what_is_not_known_is_said(
    house: Callable[..., AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = {"c-1": {"name": "**<b>x**"}, "c-2": {"name": ":red[y]", "dateOfBirth": "1980-01-01"}}
    graph = town(tmp_path / "b", people, ties=[("c-1", "SPOUSE", "c-2")], everything=False, owns={"N-1": "c-1 c-2"})
    monkeypatch.setenv("C360_GRAPH", str(graph.folder))
    app = house("c-1")
    assert plain(app.title[0].value) == "Household of **<b>x**"
    assert "<b>" not in app.title[0].value
    said = words(app)
    assert "Not held in this book: children, parents and who lives where. Nobody can be a member by these" in said
    assert "1 of unknown age" in said
    assert app.metric[3].value == "○ unknown"


def test_the_panel_on_the_customers_page(customer: Callable[..., AppTest], tmp_path: Path) -> None:
    app = customer(SARAH, "Relationships")
    said = words(app)
    for expected in ("Household", "Spouse · 45 years · joint account at one home", "$412,753.90"):
        assert expected in said
    assert {row[0] for row in views(tmp_path)} == {SARAH, "customer-12346", "customer-12347", "customer-12348"}
    app.button(key="household_customer-12346").click().run()
    assert app.query_params["customer"] in ("customer-12346", ["customer-12346"])
    assert "Alone: no tie" in words(customer("customer-12420", "Relationships"))


def test_a_household_that_cannot_be_read_is_not_none(
    customer: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise GraphUnavailable("The graph does not answer.")

    monkeypatch.setattr(groups, "household", gone)
    said = words(customer(SARAH, "Relationships"))
    assert "The household could not be read: The graph does not answer. This is not the same as none" in plain(
        said.replace("**", "")
    )
    assert "Who stands around this customer?" in said
