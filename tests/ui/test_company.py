"""The company's page on the demo bank, and on companies made to be difficult."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.c360.ownership.holdings import holding
from tests.ui.reading import plain, words


@pytest.fixture
def company(app: AppTest) -> Callable[[str], AppTest]:
    """Opens a company's page."""

    def open_(company_id: str) -> AppTest:
        app.run()
        app.query_params["company"] = company_id
        app.switch_page("pages/company.py").run()
        assert not app.exception, app.exception
        return app

    return open_


def frame(app: AppTest, number: int) -> list[list[Any]]:
    return [list(row) for row in app.dataframe[number].value.itertuples(index=False)]


def test_the_circle_of_the_demo_bank(company: Callable[[str], AppTest], tmp_path: Path) -> None:
    app = company("company-20001")
    assert app.title[0].value == "Aldgate Holding Inc"
    assert [plain(one.value) for one in app.metric] == ["none", "1", "0.0 %", "11.1 %", "1"]
    first = frame(app, 0)[0]
    assert first == ["Petra Lindqvist", 88.9, 88.9, "majority of votes, director", "■ yes", "Person", "customer-12470"]
    assert "Xavier Oyelaran → Bellweather Trading LLC → Aldgate Holding Inc" in words(app)
    rows = sqlite3.connect(tmp_path / "audit.sqlite").execute("SELECT action, customer_id, detail FROM record")
    seen = [row for row in rows if row[1] == "company-20001"]
    assert [row[0] for row in seen] == ["view", "view", "view"]
    assert '"company":"records"' in seen[0][2]
    assert '"ownership":"owners"' in seen[1][2]


def test_a_companys_own_records(company: Callable[[str], AppTest]) -> None:
    app = company("company-20006")
    assert plain(app.metric[0].value) == "1"
    assert frame(app, 0)[0][0] in ("Fraud alert", "AML alert", "Sanctions match")
    assert "registration number" in words(app)
    app = company("company-10001")
    assert "as the sources have it" in words(app)


def test_from_one_company_to_the_next(company: Callable[[str], AppTest]) -> None:
    app = company("company-20001")
    next(one for one in app.button if "company-20002" in plain(one.label)).click().run()
    assert app.title[0].value == "Bellweather Trading LLC"


def test_what_is_wrong_in_the_data_stands_before_the_figures(company: Callable[[str], AppTest]) -> None:
    app = company("company-20008")
    assert "company-20008 add up to 120.0" in words(app)


def test_no_such_company_and_none_chosen(company: Callable[[str], AppTest]) -> None:
    assert company("company-0").title[0].value == "No such company"
    assert company(" ").title[0].value == "No company chosen"
    assert company("customer-12345").title[0].value == "No such company"


def test_a_hostile_name_is_text(
    company: Callable[[str], AppTest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = holding(tmp_path / "b", [("c-:red[x]", None, "co-<b>**x**")])
    monkeypatch.setenv("C360_GRAPH", str(graph.folder))
    app = company("co-<b>**x**")
    assert plain(app.title[0].value) == "Firm co-<b>**x**"
    assert "<b>" not in app.title[0].value
    assert frame(app, 0)[0][:3] == ["Name of c-:red[x]", 0.0, 100.0]
    assert app.metric[0].value == "none"
    assert app.metric[1].value == "0"
    assert "1 more possibly" in words(app)
