"""Tables: what a cell reads as, whatever its kind, sign or currency."""

import pyarrow as pa
from streamlit.testing.v1 import AppTest


def _script() -> None:
    from datetime import date
    from decimal import Decimal

    from c360.sheets import Column, sheet
    from components.panel import table

    columns = (Column("Text", none="nobody"), Column("Amount", "money"), Column("Rate", "rate"), Column("Day", "day"))
    rows = (
        ("a", Decimal("-1234.50"), Decimal("3.125"), date(2024, 8, 10)),
        ("b", Decimal("1845000"), None, None),
        (None, None, Decimal("0.5"), date(2024, 1, 1)),
    )
    table(sheet("amounts", "A table", columns, rows))
    table(sheet("none", "Nothing", columns, (), "Nothing on record as of 30 Jun 2024."))
    own = (Column("Closed", "day", none="not closed"), Column("Share", "share", none="no share"), Column("Day", "day"))
    table(sheet("own", "Own words", own, ((date(2024, 8, 10), None, None), (None, Decimal("50"), date(2024, 8, 10)))))
    table(sheet("dropped", "Dropped", columns, rows), drop=("Rate",))


def test_amounts_have_a_real_minus_and_their_own_digits() -> None:
    at = AppTest.from_function(_script).run()
    assert not at.exception
    shown = pa.ipc.open_stream(at.dataframe[0].proto.arrow_data.styler.display_values).read_pandas()
    assert list(shown.iloc[:, 1])[:2] == ["−1,234.50", "1,845,000"]
    assert shown.iloc[0, 2] == "3.125\u00a0%"
    assert list(at.dataframe[0].value["Text"]) == ["a", "b", "nobody"]


def test_a_table_without_rows_is_its_sentence_and_a_dropped_column_is_gone() -> None:
    at = AppTest.from_function(_script).run()
    assert len(at.dataframe) == 3
    assert "Nothing on record as of 30 Jun 2024" in at.markdown[0].value
    assert "check" not in at.markdown[0].value, "none on record is no finding that all is well"
    assert list(at.dataframe[2].value.columns) == ["Text", "Amount", "Day"]


def test_what_has_a_word_of_its_own_for_nothing_is_not_unknown() -> None:
    own = AppTest.from_function(_script).run().dataframe[1]
    assert list(own.value["Closed"]) == ["10 Aug 2024", "not closed"]
    shown = pa.ipc.open_stream(own.proto.arrow_data.styler.display_values).read_pandas()
    assert list(shown.iloc[:, 1]) == ["no share", "50.0 %"]
    assert list(own.value["Day"])[1].isoformat() == "2024-08-10"
