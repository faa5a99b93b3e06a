"""The app's pages over a graph, opened in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.contract.server import ROOT


@pytest.fixture
def fresh_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An app that was just started, with an audit log of its own: that file."""
    audit = tmp_path / "audit.sqlite"
    monkeypatch.setenv("C360_AUDIT", str(audit))
    monkeypatch.setenv("C360_USER", "tester")
    st.cache_resource.clear()
    yield audit
    st.cache_resource.clear()


def opened(graph: str, monkeypatch: pytest.MonkeyPatch, page: str = "customer", **query: str) -> AppTest:
    """A page over a graph, a customer's unless another is named."""
    monkeypatch.setenv("C360_GRAPH", graph)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, app.exception
    return app
