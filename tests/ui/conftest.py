"""AppTest for whole pages on the demo book, and for single components on profiles made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.ui.turning import turned

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """Caches are the process's: without this, one test would see another's book."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def app(demo_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app on the demo book, with an audit log of its own."""
    monkeypatch.setenv("C360_GRAPH", str(demo_book))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    monkeypatch.setenv("C360_USER", "tester")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


@pytest.fixture
def customer(app: AppTest) -> Callable[..., AppTest]:
    """Opens a customer's page, on a tab if one is named."""

    def open_(customer_id: str, tab: str = "", **query: str) -> AppTest:
        return turned(app, "customer", {"customer": customer_id, **({"tab": tab} if tab else {}), **query})

    return open_
