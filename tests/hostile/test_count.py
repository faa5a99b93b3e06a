"""The suite keeps what it promises: at least ten thousand inputs, and each way in is tried."""

from __future__ import annotations

import re
from pathlib import Path

from tests.hostile.inputs import FLOORS, PROMISED, family, payloads


def test_ten_thousand_inputs_are_tried() -> None:
    """Each way in checks its own floor as it runs (`tried`); here is what they come to."""
    assert sum(FLOORS.values()) >= PROMISED
    assert len(payloads()) >= 700, "different payloads, before any is made up"


def test_every_floor_is_a_tests_own() -> None:
    here = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    named = re.findall(r'with tried\(f?"([^"{]+)', here)
    assert [way for way in FLOORS if not any(way.startswith(one) for one in named)] == []


def test_every_family_that_the_suite_is_for_has_payloads() -> None:
    families = ("gremlin", "sql", "html", "typst", "markdown", "formulas", "paths", "characters", "formats", "sizes")
    assert all(len(family(name)) >= 30 for name in families)
    assert "\ud800" in family("characters"), "a lone surrogate"
    assert max(map(len, payloads())) >= 100_000
