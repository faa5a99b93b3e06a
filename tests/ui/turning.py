"""Going to a page of the app with what stands in its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streamlit.testing.v1 import AppTest


def turned(app: AppTest, page: str, query: Mapping[str, Any]) -> AppTest:
    """The app, run from its entry and then on this page; whatever fails on the way fails the test."""
    app.run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception, app.exception
    return app
