"""The pages over JanusGraph: the same words as over the book, and the reason where the server is gone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from c360 import Graph
from components.views import TABS
from tests.contract.pages import fresh_app, opened
from tests.contract.server import ROOT, JanusGraph
from tests.ui.reading import tables, words

__all__ = ["fresh_app"]

SARAH = "customer-12345"


pytestmark = pytest.mark.usefixtures("fresh_app")


@pytest.mark.parametrize("tab", [tab.lower() for tab in TABS])
def test_a_tab_says_the_same(demo_book: Path, served_demo: Graph, monkeypatch: pytest.MonkeyPatch, tab: str) -> None:
    over_book = words(opened(str(demo_book), monkeypatch, customer=SARAH, tab=tab))
    st.cache_resource.clear()
    over_server = words(opened(served_demo.url, monkeypatch, customer=SARAH, tab=tab))
    assert "Sarah Johnson" in over_server
    assert over_book == over_server


def test_a_company_says_the_same(demo_book: Path, served_demo: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for graph in (str(demo_book), served_demo.url):
        st.cache_resource.clear()
        page = opened(graph, monkeypatch, "company", company="company-20001")
        told.append(words(page) + tables(page))
    assert told[0] == told[1]
    assert "Petra Lindqvist" in told[1]


def test_a_household_says_the_same(demo_book: Path, served_demo: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for graph in (str(demo_book), served_demo.url):
        st.cache_resource.clear()
        page = opened(graph, monkeypatch, "household", customer=SARAH)
        told.append(words(page) + tables(page))
    assert told[0] == told[1]
    assert "Sarah Johnson and John Johnson" in told[1]


def test_a_search_says_the_same(demo_book: Path, served_demo: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for graph in (str(demo_book), served_demo.url):
        monkeypatch.setenv("C360_GRAPH", graph)
        st.cache_resource.clear()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        app.text_input(key="find").set_value("johnson").run()
        assert not app.exception
        told.append(words(app))
    assert told[0] == told[1]
    assert SARAH in told[1]


def test_a_server_that_is_gone_is_said_on_the_page_and_recorded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = JanusGraph().url  # nobody serves there
    told = words(opened(gone, monkeypatch, customer=SARAH))
    assert "can't be reached" in told
    assert "The graph can't be read now" in told
    assert "demo.book" not in told
    assert "No alerts" not in told
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
        assert ("view", SARAH, "failed") in db.execute("SELECT action, customer_id, outcome FROM record").fetchall()
    assert "The graph can't be read now" in words(opened(gone, monkeypatch, "household", customer=SARAH))
    told = words(opened(gone, monkeypatch, "company", company="company-20001"))
    assert "The graph can't be read now" in told
    assert "nobody" not in told.lower()
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as db:
        rows = db.execute("SELECT action, customer_id, outcome FROM record").fetchall()
        assert ("view", "company-20001", "failed") in rows
