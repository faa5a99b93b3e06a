"""The policy's page: the rules in words, sliders that change nothing in force, before and after on record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from c360.policy import load
from components.policy import _shares
from tests.ui.reading import plain, tables, words


@pytest.fixture
def page(app: AppTest) -> Callable[[], AppTest]:
    def open_() -> AppTest:
        app.run()
        app.switch_page("pages/policy.py").run()
        assert not app.exception, app.exception
        return app

    return open_


def slider(at: AppTest, path: str) -> Any:
    return next(one for one in at.slider if str(one.key).endswith(f"_{path}"))


def press(at: AppTest, label: str) -> AppTest:
    next(one for one in at.button if one.label == label).click().run()
    assert not at.exception, at.exception
    return at


def test_what_judges_and_what_would_change(page: Callable[[], AppTest], tmp_path: Path) -> None:
    app, digest = page(), load().digest
    told = words(app)
    for part in ("Credit score below 600", "FATF Recommendation 12", "at least ■ Critical", "29 Nov 2026"):
        assert part in told
    assert "Nothing is changed yet." in words(app)
    assert not [one for one in app.header if "today" in one.value]  # the book is read when it is asked for
    slider(app, "factors.0.threshold").set_value(640).run()
    assert "Credit score below 600, threshold: 600 → 640" in words(app)
    press(app, "Try it on the book")
    assert "of 150 would change their band" in words(app)
    assert "Credit score below 640: doesn't apply → applies, +0.25" in tables(app)
    db = sqlite3.connect(tmp_path / "audit.sqlite")
    whole = "SELECT detail FROM record WHERE action = 'policy' AND customer_id IS NULL ORDER BY seq"
    made = [json.loads(row[0]) for row in db.execute(whole)]
    assert [one.get("customers") for one in made] == ["150", "150"]
    assert made[1]["policy"] == digest
    assert made[1]["tried"] != digest
    # Moved again, it is judged in memory and on record again; drawn again, it is on record already.
    slider(app, "factors.0.threshold").set_value(650).run()
    app.run()
    tried = "SELECT count(*) FROM record WHERE action = 'policy' AND customer_id IS NULL"
    assert db.execute(tried).fetchone() == (3,)
    press(app, "Back to those in force")
    assert "0 customers of 150" in words(app)
    assert load().digest == digest


def test_numbers_that_make_no_policy_say_why(page: Callable[[], AppTest]) -> None:
    app = page()
    slider(app, "bands.0.from").set_value(0.4).run()
    assert not app.exception
    assert "steps go from the highest to the lowest" in plain(app.error[0].value)
    assert not [one for one in app.button if one.label == "Try it on the book"]


def test_weights_stay_one_whole(page: Callable[[], AppTest]) -> None:
    app = page()
    slider(app, "factors.1.weight").set_value(0.5).run()
    assert not app.error
    assert "0.25 → 0.40" in words(app)
    assert "0.25 → 0.20" in words(app)


@pytest.mark.parametrize("parts", [["0.25", "0.25", "0.25", "0.3"], ["0.05", "0", "0", "0"], ["1", "1", "1", "0.35"]])
def test_shares_add_up(parts: list[str]) -> None:
    assert sum(_shares([Decimal(part) for part in parts])) == 1


def test_a_book_too_large_for_the_page_is_for_the_command_line(
    page: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.trying.MOST", 10)
    app = page()
    press(app, "Try it on the book")
    assert "policy try" in plain(app.error[0].value)
