"""How risk is spread over a book, and where one customer stands: in counts, on record, nobody named."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c360 import policy as policies
from c360.audit import NullLog, Record
from c360.book_risk import spread, standing
from c360.errors import AsOfAfterBook
from c360.graph.connect import connect
from c360.model.standing import Spread, SpreadCount
from c360.policy import BANDS
from c360.profile import Customer360Builder
from c360.sheets import book_risk as sheets
from tests.c360.sections.bank import book, person
from tests.c360.sections.test_risk import alert, match, subject

POLICY = policies.load()


class Kept(NullLog):
    """Keeps what was recorded."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def record(self, *records: Record) -> int:
        self.records += records
        return len(self.records)


LOW, HALF, CRITICAL = (SpreadCount("LOW", Decimal("0.00"), 277), SpreadCount("MEDIUM", Decimal("0.25"), 20),
                       SpreadCount("CRITICAL", Decimal("0.25"), 3))  # fmt: skip


def of(*counts: SpreadCount, unknown: int = 0, unread: int = 0) -> Spread:
    known = sum(one.customers for one in counts)
    return Spread(date(2024, 6, 30), "d" * 64, 1, known + unknown + unread, unknown, unread, counts)


def test_the_percentile_counts_those_below_and_half_of_the_equal() -> None:
    found = of(LOW, HALF, CRITICAL, unknown=10)
    middle = standing(found, "MEDIUM", Decimal("0.25"))
    assert middle is not None
    assert (middle.below, middle.equal, middle.of) == (277, 20, 300)
    assert middle.percentile == Decimal("95.7")  # 100 x (277 + 20 / 2) / 300
    low = standing(found, "LOW", Decimal("0.00"))
    assert low is not None
    assert (low.below, low.percentile) == (0, Decimal("46.2"))


def test_a_floor_decides_before_the_score() -> None:
    found = of(SpreadCount("HIGH", Decimal("0.50"), 4), SpreadCount("CRITICAL", Decimal("0.25"), 1))
    place = standing(found, "CRITICAL", Decimal("0.25"))
    assert place is not None
    assert place.below == 4


def test_who_is_unknown_stands_nowhere() -> None:
    assert standing(of(LOW), None, None) is None
    assert standing(of(LOW), "CRITICAL", None) is None
    assert standing(of(), "LOW", Decimal("0.00")) is None
    assert "can't be told" in sheets.sentence(of(LOW, unknown=3), None)


def test_a_band_without_a_base_score_is_counted_and_in_no_percentile(tmp_path: Path) -> None:
    blind = SpreadCount("CRITICAL", None, 7)
    found = of(LOW, HALF, blind, CRITICAL)
    assert (found.band("CRITICAL"), found.unscored, found.unknown) == (10, 7, 0)
    place = standing(found, "MEDIUM", Decimal("0.25"))
    assert place is not None
    assert (place.of, place.percentile) == (300, Decimal("95.7"))
    assert "7 customers have a band and no base score" in sheets.sentence(found, place)
    # A match that is open says CRITICAL, whatever can't be told besides.
    where = book(tmp_path, everything=False, Person=[person()], **subject("SanctionsMatch", [match(1)]))
    made = spread(connect(where), policy=POLICY, user="ada", audit=NullLog())
    assert (made.counts, made.unknown) == ((SpreadCount("CRITICAL", None, 1),), 0)


def test_who_is_not_in_the_count_stands_nowhere() -> None:
    told = sheets.sentence(of(LOW), standing(of(LOW), "CRITICAL", Decimal("0.25")))
    assert "can't be told" in told
    assert "-1" not in told


def test_it_is_said_with_the_number_it_is_among() -> None:
    found = of(LOW, HALF, CRITICAL, unknown=10, unread=2)
    told = sheets.sentence(found, standing(found, "MEDIUM", Decimal("0.25"))).replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("Higher than 92.3 % of 300 customers of this book as of 30 Jun 2024; 19 customers (6.3 %)")
    assert "The risk of 10 more of 312 customers is unknown." in told
    assert "could not be read, which is not the same as low" in told
    lowest = sheets.sentence(found, standing(found, "LOW", Decimal("0.00")))
    assert lowest.startswith("Higher than none of 300 customers")
    rows = sheets.spread(found, "MEDIUM").rows
    assert [(row[0], row[1]) for row in rows] == [
        ("CRITICAL", 3),
        ("HIGH", 0),
        ("MEDIUM", 20),
        ("LOW", 277),
        (None, 12),
    ]
    assert [row[3] for row in rows] == ["", "", "this customer", "", ""]


counts = st.lists(
    st.tuples(st.sampled_from(BANDS), st.sampled_from(["0.00", "0.25", "0.50", "0.75"]), st.integers(1, 50)),
    min_size=1, max_size=8, unique_by=lambda row: row[:2],
)  # fmt: skip


@given(counts)
def test_the_mean_percentile_over_a_book_is_50(rows: list[tuple[str, str, int]]) -> None:
    found = of(*(SpreadCount(band, Decimal(score), customers) for band, score, customers in rows))
    total = Decimal(0)
    for one in found.counts:
        place = standing(found, one.band, one.score)
        assert place is not None
        assert place.below + place.equal <= place.of == found.customers
        total += place.percentile * one.customers
    assert abs(total / found.customers - 50) <= Decimal("0.05")  # each is rounded to a tenth


def test_it_counts_what_the_profiles_say_and_is_on_record(demo_book: Path) -> None:
    log, graph = Kept(), connect(demo_book)
    told: list[tuple[str, int, int]] = []
    found = spread(graph, policy=POLICY, user="ada", audit=log, progress=lambda *each: told.append(each))
    ids = graph.g.V().has_label("Person").values("customerId").to_list()
    profiles = Customer360Builder(graph, POLICY, NullLog(), "ada").build_profiles(ids, sections=("risk",))
    assert found.customers == len(ids) == told[-1][2]
    for band in BANDS:
        assert found.band(band) == sum(one.summary.risk_level == band for one in profiles)
    (record,) = log.records
    assert (record.action, record.customer_id, record.outcome) == ("view", None, "success")
    assert "customer-" not in str(record.detail)


def test_unknown_and_unread_are_counted_apart(tmp_path: Path) -> None:
    people = [person("c-1"), person("c-2"), person("c-3")]
    where = book(tmp_path, Person=people, **subject("FraudAlert", [alert(1)], to="c-2"))
    found = spread(connect(where), policy=POLICY, user="ada", audit=NullLog())
    assert [(one.band, one.customers) for one in found.counts] == [("LOW", 2), ("MEDIUM", 1)]
    bare = book(tmp_path / "bare", everything=False, Person=people)
    found = spread(connect(bare), policy=POLICY, user="ada", audit=NullLog())
    assert (found.customers, found.unknown, found.unread, found.counts) == (3, 3, 0, ())


def test_a_day_after_the_book_is_refused_and_on_record(demo_book: Path) -> None:
    log = Kept()
    with pytest.raises(AsOfAfterBook):
        spread(connect(demo_book), policy=POLICY, user="ada", audit=log, as_of=date(2999, 1, 1))
    assert [record.outcome for record in log.records] == ["failed"]
