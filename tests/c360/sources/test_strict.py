"""What files and rows must be: nothing is rounded, guessed, taken from a folder's name or quietly left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from c360.graph.connect import connect
from c360.sources.problems import LoadRefused
from tests.c360.sources.sql import ACCOUNTS, MOVE, load_sql, parquet, people, refused

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("name", ["p.csv", "p.parquet", "p.json"])
def test_a_folder_called_key_value_changes_no_column(tmp_path: Path, name: str) -> None:
    root = tmp_path / "name=Eve"  # of the files and of the book
    root.mkdir()
    content = {
        "p.csv": b"id,name\n1,Ann\n", "p.json": b'{"id":"1","name":"Ann"}\n',
        "p.parquet": parquet(tmp_path, "SELECT '1' AS id, 'Ann' AS name"),
    }[name]  # fmt: skip
    sql = {"Person": f"SELECT id AS customerId, name FROM 'name=Zed/{name}'"}
    load_sql(root, sql, {f"name=Zed/{name}": content})
    load_sql(root, {"Company": "SELECT 'c' AS companyId"}, source="other", declare=False)
    assert people(root) == [{"customerId": "1", "name": "Ann"}]


def move(**columns: str) -> dict[str, str]:
    """A source of one transaction, its columns as SQL."""
    given = {"transactionId": "'T1'", "amount": "1.10", "timestamp": "DATE '2024-06-30'"} | columns
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in given.items() if sql)
    return {"Account": ACCOUNTS, MOVE: f"SELECT 'A' AS \"from\", 'B' AS \"to\", {listed}"}


@pytest.mark.parametrize("column", ["timestamp", "amount", "transactionId"])
def test_a_transaction_lacks_nothing_that_makes_it_one(tmp_path: Path, column: str) -> None:
    row = "" if column == "transactionId" else "T1, "
    said = refused(tmp_path, move(**{column: "NULL"}))
    assert said == f"missing key | {MOVE}.sql, {row}{column}: there is no value"
    assert f"missing key | {MOVE}.sql: the column '{column}' is missing" in refused(tmp_path, move(**{column: ""}))


def test_a_transaction_of_less_than_nothing_is_refused_and_of_nothing_is_not(tmp_path: Path) -> None:
    for amount in ("-0.01", "'-5'", "-5::DOUBLE"):
        assert "amount out of range | " in refused(tmp_path, move(amount=amount))
    load_sql(tmp_path, move(amount="0"))


def test_nothing_is_booked_after_the_day_of_its_load(tmp_path: Path) -> None:
    today = datetime.now(BERLIN).date()
    after = f"DATE '{today + timedelta(days=1)}'"
    assert "impossible date | " in refused(tmp_path, move(timestamp=after))
    load_sql(tmp_path, move(timestamp=f"TIMESTAMP '{today} 23:59:59'"))


@pytest.mark.parametrize("text", ["infinity", "-infinity"])
def test_no_day_is_infinite(tmp_path: Path, text: str) -> None:
    sql = "SELECT id AS customerId, day AS dateOfBirth FROM read_csv('p.csv', types={'day': 'DATE'}%s)"
    for more in ("", ", dateformat='%y%m%d'"):
        said = refused(tmp_path, {"Person": sql % more}, {"p.csv": f"id,day\n1,{text}\n"})
        assert "impossible date | p.csv, line 2, day" in said
    for kind in ("DATE", "TIMESTAMP", "TIMESTAMPTZ"):
        assert "impossible date | " in refused(tmp_path, move(timestamp=f"{kind} '{text}'"))


def test_no_place_is_further_from_utc_than_eighteen_hours(tmp_path: Path) -> None:
    load_sql(tmp_path, move(timestamp="'2024-06-01 10:00:00+14'"))
    for offset in ("+99:00", "-19", "+18:30", "+05:75"):
        said = refused(tmp_path / offset, move(timestamp=f"'2024-06-01 10:00:00{offset}'"))
        assert "impossible date | " in said
        sql = "SELECT id AS customerId, \"at\" AS updatedAt FROM read_csv('p.csv', types={'at': 'TIMESTAMPTZ'})"
        said = refused(tmp_path / offset, {"Person": sql}, {"p.csv": f"id,at\n1,2024-06-01 10:00:00{offset}\n"})
        assert "impossible date | p.csv, line 2, at" in said


@pytest.mark.parametrize("key", ["1 ", " 1", "\ufeff1", "1\u200b", "1\u00a0", "a\tb", "a\u0007b", "1\n"])
def test_a_key_has_nothing_in_it_that_nobody_sees(tmp_path: Path, key: str) -> None:
    said = refused(tmp_path, {"Person": f"SELECT '{key}' AS customerId UNION ALL SELECT '1'"})
    assert "value not allowed | Person.sql" in said
    assert "customerId" in said


def test_keys_of_many_scripts_and_with_blanks_inside_are_fine(tmp_path: Path) -> None:
    load_sql(tmp_path, {"Person": "SELECT unnest(['O''Brien 7', '王小明', 'عبد', 'a-b_c/9']) AS customerId"})
    assert len(people(tmp_path)) == 4


@pytest.mark.parametrize(("score", "fine"), [("780", True), ("0", True), ("-5", False), ("10000", False),
                                             ("1e300", False), ("'NaN'::DOUBLE", False)])  # fmt: skip
def test_a_credit_score_has_four_digits_at_most(tmp_path: Path, score: str, fine: bool) -> None:
    sql = {"CreditScore": f"SELECT 'c' AS naturalKey, {score} AS score"}
    if fine:
        load_sql(tmp_path, sql)
    else:
        assert "CreditScore.sql, c, score" in refused(tmp_path, sql)


def test_a_text_as_long_as_a_file_is_refused(tmp_path: Path) -> None:
    load_sql(tmp_path / "ok", {"Person": "SELECT '1' AS customerId, repeat('é', 100000) AS name"})
    said = refused(tmp_path, {"Person": "SELECT '1' AS customerId, repeat('x', 100001) AS name"})
    assert "longer than 100,000 characters" in said


def test_a_query_says_itself_which_rows_are_wrong(tmp_path: Path) -> None:
    sql = {"Person": "SELECT id AS customerId, if(pay < 0, concat('pay = ', pay, ': below 0'), NULL) AS wrong"
                     " FROM (VALUES ('1', 5), ('2', -5)) t(id, pay)"}  # fmt: skip
    assert refused(tmp_path, sql) == "value not allowed | Person.sql, 2: pay = -5: below 0"
    load_sql(tmp_path, sql, rejects=tmp_path / "r.csv")
    assert people(tmp_path) == [{"customerId": "1"}]


@pytest.mark.parametrize("value", ["1.500", "1.500,00", "1,5,0", "1 500,00"])
def test_a_decimal_comma_leaves_no_room_for_a_point(tmp_path: Path, value: str) -> None:
    sql = {"Person": "SELECT id AS customerId, pay AS income FROM read_csv('p.csv', delim=';', decimal_separator=',',"
                     " types={'pay': 'DECIMAL(12,2)'})"}  # fmt: skip
    assert "bad type | p.csv, line 2, pay" in refused(tmp_path, sql, {"p.csv": f"id;pay\n1;{value}\n"})
    load_sql(tmp_path, sql, {"p.csv": "id;pay\n1;1500,50\n2;,5\n3;7,500\n"})
    assert [row["income"] for row in people(tmp_path)] == [1500.5, 0.5, 7.5]


def test_a_decimal_of_as_many_digits_as_there_are_rounds_nothing(tmp_path: Path) -> None:
    sql = {"Person": "SELECT id AS customerId, CAST(n AS VARCHAR) AS name FROM"
                     " read_csv('p.csv', types={'n': 'DECIMAL(38,37)'})"}  # fmt: skip
    assert "bad type" in refused(tmp_path, sql, {"p.csv": f"id,n\n1,1.{'1' * 38}\n"})


@pytest.mark.parametrize("kind", ["FLOAT", "REAL", "float4"])
def test_a_float_of_seven_digits_is_no_type_for_a_bank(tmp_path: Path, kind: str) -> None:
    sql = {"Person": f"SELECT id AS customerId, n AS income FROM read_csv('p.csv', types={{'n': '{kind}'}})"}
    assert "query refused | p.csv: n: " in refused(tmp_path, sql, {"p.csv": "id,n\n1,16777217\n"})


def test_parquet_files_of_one_name_are_of_one_shape(tmp_path: Path) -> None:
    sql = {"Person": "SELECT id AS customerId, pay AS income FROM 'p*.parquet'"}
    one = parquet(tmp_path, "SELECT '1' AS id, 1::DECIMAL(12,2) AS pay")
    for other in ("'2' AS id, 10.756::DECIMAL(12,3) AS pay", "'2' AS id", "'2' AS id, 1.00 AS pay, 1 AS more"):
        said = refused(tmp_path, sql, {"p1.parquet": one, "p2.parquet": parquet(tmp_path, f"SELECT {other}")})
        assert "p2.parquet: its columns, or their types, are not those of p1.parquet" in said
    load_sql(tmp_path, sql, {"p2.parquet": parquet(tmp_path, "SELECT 2::DECIMAL(12,2) AS pay, '2' AS id")})
    assert [row["income"] for row in people(tmp_path)] == [1, 2]


def test_a_file_of_sql_in_capitals_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "FraudAlert.SQL").write_text("SELECT 'x' AS naturalKey", "utf-8")
    (tmp_path / "sql" / "Person.sql").write_text("SELECT '1' AS customerId", "utf-8")
    from c360.sources.load import load

    with pytest.raises(LoadRefused, match=r"FraudAlert\.SQL"):
        load("mine", tmp_path, tmp_path / "b", source=tmp_path / "sql")


def test_nothing_of_a_query_is_passed_over(tmp_path: Path) -> None:
    assert "a NUL byte" in refused(tmp_path, {"Person": "SELECT '1' AS customerId\0 WHERE false"})


@pytest.mark.parametrize(
    "line",
    ["2024-06-28,EUR,USD,1e2", "2024-06-28,EUR,USD,1_0", "2024-06-28,EUR,USD,+1", "2024-06-28,EUR,USD,١",
     "20240628,EUR,USD,1.07", "2024-W26-5,EUR,USD,1.07", "0001-01-01,EUR,USD,1.07", "2024-06-28,EUR,USD,0.000",
     "2024-06-28,EUR,USD,NaN", f"2024-06-28,EUR,USD,0.{'1' * 50}"],
)  # fmt: skip
def test_rates_are_plain_digits_and_iso_days(tmp_path: Path, line: str) -> None:
    sql = {"Person": "SELECT '1' AS customerId"}
    assert "rates.csv, line 2" in refused(tmp_path, sql, {"rates.csv": f"date,from,to,rate\n{line}\n"})


def test_both_directions_of_a_pair_agree(tmp_path: Path) -> None:
    sql = {"Person": "SELECT '1' AS customerId"}
    rates = "date,from,to,rate\n2024-06-28,EUR,USD,1.0705\n2024-06-28,USD,EUR,%s\n"
    assert "rates.csv, line 3: USD/EUR is 5" in refused(tmp_path, sql, {"rates.csv": rates % "5"})
    load_sql(tmp_path, sql, {"rates.csv": rates % "0.9340"})
    one, other = (rates % "0.9").rsplit("2024-06-28,USD", 1)
    load_sql(tmp_path, sql, {"rates.csv": one})
    with pytest.raises(LoadRefused, match="the other way"):
        load_sql(tmp_path, sql, {"rates.csv": f"date,from,to,rate\n2024-06-28,USD{other}"}, source="crm")
    assert connect(tmp_path / "b").book.rates.rate("EUR", "USD", date(2024, 6, 28)) is not None


@pytest.mark.parametrize("rows", ["9" * 5000, "²", "١", "-1", "1.0", ""])
def test_row_counts_of_a_manifest_are_numbers(tmp_path: Path, rows: str) -> None:
    manifest = f"file,rows,sha256\np.csv,{rows},{'0' * 64}\n"
    assert "MANIFEST.csv, line 2" in refused(
        tmp_path, {"Person": "SELECT id AS customerId FROM 'p.csv'"}, {"MANIFEST.csv": manifest, "p.csv": "id\n1\n"}
    )


def test_wrong_rows_of_files_and_of_queries_are_said_together(tmp_path: Path) -> None:
    sql = {"Person": "SELECT id AS customerId, n AS income, vip FROM read_csv('p.csv', types={'n': 'INTEGER'})"}
    said = refused(tmp_path, sql, {"p.csv": "id,n,vip\n1,x,yes\n2,7,perhaps\n"})
    assert "bad type | p.csv, line 2, n = 'x'" in said
    assert "bad type | Person.sql, 2, vip = 'perhaps'" in said


def test_all_files_that_cannot_be_read_are_said_together(tmp_path: Path) -> None:
    sql = {"Person": "SELECT id AS customerId FROM 'p.csv'", "Company": "SELECT id AS companyId FROM 'c.csv'",
           "Address": "SELECT id AS naturalKey FROM 'a.csv'"}  # fmt: skip
    said = refused(tmp_path, sql, {"p.csv": "id\n1", "c.csv": "id\n1,2\n"})
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "missing file | a.csv", "unreadable file | c.csv, line 2", "unreadable file | p.csv, line 2",
    ]  # fmt: skip
