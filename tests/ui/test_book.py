"""The page of the book: measured and not measured, held and not held, agreeing and not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from c360.audit import AuditLog
from c360.build_times import BuildTimes, build_times, percentile
from c360.graph.about import BookInfo, Delivers, SourceInfo
from c360.graph.rates import Rates
from c360.sources.report import LoadReport
from c360.verify.check import Check, Disagreement
from components import session
from tests.profiles import HOSTILE
from tests.ui.reading import plain, tables, words

ROOT = Path(__file__).parents[2]
DELIVERS = Delivers({"Person": frozenset({"customerId", "name"})}, {("OWNS", "Person", "Account"): frozenset()})
SOURCE = SourceInfo("core", "2024-06-28T06:00:00Z", 310_000, 3, DELIVERS, "2024-07-01T02:00:00Z")
BOOK = BookInfo(
    "A bank", date(2024, 6, 30), "2024-07-01T02:00:00Z", 4, "USD", ZoneInfo("America/New_York"), DELIVERS, True,
    date(2023, 1, 1), (SOURCE,), Rates(),
)  # fmt: skip
CHECK = Check(
    4, "2026-11-25T03:00:00+00:00", "2024-06-30", "a" * 64, 7, {"core": "the files of core"}, 200, 11_800, 0, (), 2_000,
    {"identity": "87.1", "profile": "96.2"}, 1_900, 7.0,
)  # fmt: skip
TIMES = BuildTimes(date(2024, 7, 1), 31, 3.2, 18.9)
REPORT = LoadReport("core", 4, "2024-06-30", 363_804, 372_738, 372_735, 3, 9, 5.3, False, {}, {}, {"bad type": 3})


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    def draw(**changes: Any) -> Any:
        held = replace(session.AboutBook(BOOK, CHECK, TIMES, REPORT), **changes)
        monkeypatch.setattr(session, "ready", lambda _: None)
        monkeypatch.setattr(session, "book", lambda: BOOK)
        monkeypatch.setattr(session, "is_demo", lambda: False)
        monkeypatch.setattr(session, "about_book", lambda: held)
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
        at.switch_page("pages/book.py").run()
        assert not at.exception, at.exception
        assert "could not be drawn" not in words(at)
        return at

    return draw


def test_the_four_targets_are_measured_figures(drawn: Callable[..., Any]) -> None:
    at = drawn()
    assert [plain(one.value) for one in at.metric] == ["3.2 ms", "96.2 %", "2 days", "100.00 %"]
    shown = words(at)
    for expected in (
        "95 % within 18.9 ms; ● met, goal: under 30 s", "mean of 2,000 customers, 1,900 of them",
        "core, before the book's date; ▲ missed, goal: daily", "11,800 of 11,800 figures of 200",
    ):  # fmt: skip
        assert expected in shown
    assert "incomplete" in shown
    assert "not proven: there was no MANIFEST.csv" in shown
    assert "bad type" in tables(at)


def test_what_nothing_has_measured_is_unknown_and_says_how_to_measure_it(drawn: Callable[..., Any]) -> None:
    at = drawn(check=None, times=BuildTimes(date(2024, 7, 1), 0, None, None), report=None)
    assert [plain(one.value) for one in at.metric] == ["unknown", "unknown", "2 days", "unknown"]
    shown = words(at)
    assert "no profile was built today" in shown
    assert "python -m c360 verify" in shown
    assert "The last load's report can't be read" in shown
    assert "met" not in " ".join(plain(one.value) for one in at.metric)


def test_a_disagreement_is_said_and_leads_to_its_customer(drawn: Callable[..., Any]) -> None:
    wrong = (Disagreement("customer-1", "products.summary.net_position", "1.00", "2.00"),)
    at = drawn(check=replace(CHECK, disagreed=1, disagreements=wrong))
    shown = words(at)
    assert "Figures that disagree: 1." in shown
    assert "99.99 %" in [plain(one.value) for one in at.metric]
    assert "products.summary.net_position" in tables(at)
    assert "2.00" not in tables(at), "values of a customer stay out of the page"
    assert [plain(link.label) for link in at.page_link] == ["customer-1"]


def test_nothing_rejected_and_nothing_that_disagrees_is_found_in_order(drawn: Callable[..., Any]) -> None:
    at = drawn(report=replace(REPORT, faults={}))
    ticked = [plain(node.value) for node in at.markdown if ":material/check:" in str(node.value)]
    assert [text.partition("] ")[2] for text in ticked] == [
        "The last load rejected no row.", "All 11,800 figures of 200 customers agree."
    ]  # fmt: skip


def test_a_book_without_transactions_says_so(drawn: Callable[..., Any]) -> None:
    assert "New York time · no transactions" in words(drawn(book=replace(BOOK, first_day=None)))


def test_what_is_not_delivered_is_listed(drawn: Callable[..., Any]) -> None:
    shown = tables(drawn())
    assert "FraudAlert" in shown
    assert "not held" in shown
    assert "nobody" in shown
    assert "Person → Account" in shown


def test_hostile_names_are_text(drawn: Callable[..., Any]) -> None:
    source = replace(SOURCE, name=HOSTILE)
    at = drawn(book=replace(BOOK, name=HOSTILE, sources=(source,)), report=replace(REPORT, source=HOSTILE))
    assert HOSTILE in words(at)
    assert not any("](http" in str(node.value) for node in at.markdown)


def test_a_source_that_says_nothing_of_its_age_is_unknown(drawn: Callable[..., Any]) -> None:
    at = drawn(book=replace(BOOK, sources=(replace(SOURCE, updated_at=None),)))
    assert plain(at.metric[2].value) == "unknown"


def test_the_page_on_the_demo_book_is_on_record(app: AppTest, tmp_path: Path) -> None:
    app.run()
    app.query_params["customer"] = "customer-12345"
    app.switch_page("pages/customer.py").run()
    app.switch_page("pages/book.py").run()
    assert not app.exception
    assert "half of today's 1" in words(app)
    zone = ZoneInfo("America/New_York")
    today = datetime.now(zone).date()
    times = build_times(AuditLog(tmp_path / "audit.sqlite"), today, zone)
    assert times.count == 1
    assert times.p50 == times.p95


def test_percentiles_are_of_the_nearest_rank() -> None:
    assert percentile([], 50) is None
    assert percentile([1.0], 95) == 1.0
    assert percentile([float(n) for n in range(1, 101)], 95) == 95.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0
