"""Every value is checked before anything is written: what is refused, why, and what is stored for the rest."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from c360.graph.connect import connect
from c360.sources.load import load
from c360.sources.problems import LoadRefused
from tests.factories import load_rows, make_book

Rows = dict[str, list[dict[str, Any]]]

NEW_YORK = ZoneInfo("America/New_York")


def refusal(tmp_path: Path, label: str, **row: Any) -> str:
    with pytest.raises(LoadRefused) as refused:
        load_rows(tmp_path, {label: [row]})
    [problem] = refused.value.problems
    return f"{problem.fault} | {problem}"


def sql_refusal(tmp_path: Path, name: str, sql: str) -> str:
    with pytest.raises(LoadRefused) as refused:
        sql_load(tmp_path, {name: sql})
    return refused.value.title


def sql_load(tmp_path: Path, queries: dict[str, str]) -> None:
    for folder in ("f", "q"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "q" / "Book.sql").write_text(
        "SELECT 'B' AS name, 'USD' AS currency, 'America/New_York' AS zone", "utf-8"
    )
    for name, sql in queries.items():
        (tmp_path / "q" / f"{name}.sql").write_text(sql, "utf-8")
    load("mine", tmp_path / "f", tmp_path / "b", source=tmp_path / "q")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"customerId": ""}, "missing key | Person.sql, customerId: there is no value"),
        ({"customerId": "c", "income": "12,5"}, "bad type | Person.sql, c, income = '12,5': not an amount"),
        ({"customerId": "c", "income": "NaN"}, "amount out of range | "),
        ({"customerId": "c", "income": "-inf"}, "amount out of range | "),
        ({"customerId": "c", "income": "10000000000000"}, "amount out of range | "),
        ({"customerId": "c", "income": "1" * 60}, "amount out of range | "),
        ({"customerId": "c", "income": "1.005"}, "more digits than its currency has"),
        ({"customerId": "c", "dateOfBirth": "2023-02-29"}, "impossible date | "),
        ({"customerId": "c", "dateOfBirth": "01/02/2003"}, "bad type | "),
        ({"customerId": "c", "dateOfBirth": "0024-01-05"}, "impossible date | "),
        ({"customerId": "c", "kycDueAt": "2024-06-30 10:00:00"}, "bad type | "),
        ({"customerId": "c", "updatedAt": "2024-06-31T10:00:00Z"}, "impossible date | "),
        ({"customerId": "c", "updatedAt": "2024-03-10 02:30:00"}, "clocks went forward"),
        ({"customerId": "c", "updatedAt": "yesterday"}, "bad type | "),
        ({"customerId": "c", "vip": "perhaps"}, "bad type | "),
        ({"customerId": "c", "status": "active"}, "value not allowed | "),
    ],
)
def test_person(tmp_path: Path, row: dict[str, str], said: str) -> None:
    assert said in refusal(tmp_path, "Person", **row)
    assert not (tmp_path / "test.book").exists()


@pytest.mark.parametrize(
    ("currency", "balance", "fine"),
    [("JPY", "10", True), ("JPY", "10.5", False), ("KWD", "1.005", True), ("KWD", "1.0005", False),
     ("EUR", "-1.50", True), ("eur", "1", False), ("", "1.25", True), ("", "1.255", False)],
)  # fmt: skip
def test_digits_are_those_of_the_rows_currency(tmp_path: Path, currency: str, balance: str, fine: bool) -> None:
    rows = {"Account": [{"accountNumber": "A", "currency": currency, "balance": balance},
                        {"accountNumber": "B", "currency": "KWD", "balance": "2.125"}]}  # fmt: skip
    if not fine:
        with pytest.raises(LoadRefused, match="A, "):
            load_rows(tmp_path, rows)
        return
    g = connect(make_book(tmp_path, rows)).g
    assert g.V().has("Account", "accountNumber", "A").values("balance").to_list() == [float(balance)]


def test_noise_of_doubles_is_no_digit(tmp_path: Path) -> None:
    sql = "SELECT 'c' AS customerId, 0.1::DOUBLE + 0.2::DOUBLE AS income"
    sql_load(tmp_path, {"Person": sql})
    assert connect(tmp_path / "b").g.V().values("income").to_list() == [0.3]
    for value in ("0.301::DOUBLE", "'NaN'::DOUBLE", "'-Infinity'::DOUBLE", "1e13::DOUBLE", "0.301::DECIMAL(5,3)"):
        said = sql_refusal(tmp_path, "Person", f"SELECT 'c' AS customerId, {value} AS income")
        assert "amount out of range" in said


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("1.5::DOUBLE AS name", "the column is DOUBLE, and text"),
        ("DATE '2024-01-01' AS name", "the column is DATE"),
        ("true AS income", "BOOLEAN, and a number"),
        ("5 AS dateOfBirth", "INTEGER, and a date"),
        ("'x' AS nickname", "no column is called 'nickname'"),
        ("'x' AS Name", "'name' is meant?"),
        ("'x' AS source", "no column is called 'source'"),
        ("[1] AS email", "INTEGER[]"),
        ("DATE 'infinity' AS dateOfBirth", "impossible date"),
        ("TIMESTAMP 'infinity' AS updatedAt", "impossible date"),
        ("TIMESTAMP '2024-01-01 10:00:00' AS dateOfBirth", "has a time of day"),
    ],
)
def test_columns(tmp_path: Path, column: str, said: str) -> None:
    assert said in sql_refusal(tmp_path, "Person", f"SELECT 'c' AS customerId, {column}")


def test_natural_key_and_ends_must_be_given(tmp_path: Path) -> None:
    assert "'customerId' is missing" in sql_refusal(tmp_path, "Person", "SELECT 'x' AS name")
    (tmp_path / "q" / "Person.sql").unlink()
    assert "'naturalKey' is missing" in sql_refusal(tmp_path, "Document", "SELECT 'x' AS number")
    (tmp_path / "q" / "Document.sql").unlink()
    assert "'to' is missing" in sql_refusal(tmp_path, "OWNS.Person.Account", "SELECT 'x' AS \"from\"")


@pytest.mark.parametrize(
    ("given", "epoch", "day"),
    [
        ("TIMESTAMP '2024-06-30 14:05:00'", datetime(2024, 6, 30, 14, 5, tzinfo=NEW_YORK), False),
        ("'2024-06-30 14:05:00'", datetime(2024, 6, 30, 14, 5, tzinfo=NEW_YORK), False),
        ("'2024-06-30T14:05'", datetime(2024, 6, 30, 14, 5, tzinfo=NEW_YORK), False),
        ("TIMESTAMPTZ '2024-06-30 14:05:00+02'", datetime(2024, 6, 30, 12, 5, tzinfo=UTC), False),
        ("'2024-06-30T14:05:00Z'", datetime(2024, 6, 30, 14, 5, tzinfo=UTC), False),
        ("'2024-06-30 14:05:00.25-03:30'", datetime(2024, 6, 30, 17, 35, tzinfo=UTC), False),
        ("DATE '2024-06-30'", datetime(2024, 6, 30, tzinfo=NEW_YORK), True),
        ("'2024-06-30'", datetime(2024, 6, 30, tzinfo=NEW_YORK), True),
        ("1719756300", datetime(2024, 6, 30, 14, 5, tzinfo=UTC), False),
        ("1719756300::BIGINT", datetime(2024, 6, 30, 14, 5, tzinfo=UTC), False),
    ],
)
def test_time(tmp_path: Path, given: str, epoch: datetime, day: bool) -> None:
    queries = transactions(f"'T1' AS transactionId, 1.10 AS amount, {given} AS timestamp")
    sql_load(tmp_path, queries)
    [row] = connect(tmp_path / "b").g.E().value_map().to_list()
    assert row["timestamp"] == int(epoch.timestamp())
    assert row.get("dateOnly") == (True if day else None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("1719756300000", "impossible date"),
        ("9223372036854775807", "impossible date"),
        ("1.5", "a time"),
        ("'30.06.2024'", "bad type"),
        ("'2024-06-30 25:00:00'", "impossible date"),
        ("TIMESTAMP '2024-03-10 02:30:00'", "clocks went forward"),
        ("TIMESTAMPTZ 'infinity'", "impossible date"),
        ("TIMESTAMP '2024-06-30 10:00:00' AS timestamp, true AS dateOnly, 'x'", "has a time of day"),
    ],
)
def test_time_refused(tmp_path: Path, given: str, said: str) -> None:
    name = "TRANSACTION.Account.Account"
    columns = f"'T1' AS transactionId, 1.10 AS amount, {given} AS {'type' if 'dateOnly' in given else 'timestamp'}"
    queries = transactions(columns)
    with pytest.raises(LoadRefused, match=said):
        sql_load(tmp_path, queries)
    assert name in queries


def transactions(columns: str) -> dict[str, str]:
    accounts = "SELECT * FROM (VALUES ('A'), ('B')) accounts(accountNumber)"
    edge = f"SELECT 'A' AS \"from\", 'B' AS \"to\", {columns}"
    return {"Account": accounts, "TRANSACTION.Account.Account": edge}


def test_instants_are_utc_or_days(tmp_path: Path) -> None:
    rows: Rows = {"FraudAlert": [{"raisedAt": "2024-01-05 10:00:00", "closedAt": "2024-01-06"},
                           {"raisedAt": datetime(2024, 7, 5, 10, tzinfo=UTC)}]}  # fmt: skip
    found = connect(make_book(tmp_path, rows)).g.V().has_label("FraudAlert").values("raisedAt").to_list()
    assert sorted(found) == ["2024-01-05T15:00:00Z", "2024-07-05T10:00:00Z"]
    assert connect(tmp_path / "test.book").g.V().values("closedAt").to_list() == ["2024-01-06"]


def test_blank_text_is_no_value(tmp_path: Path) -> None:
    g = connect(make_book(tmp_path, {"Person": [{"customerId": "c", "name": "  ", "email": " a "}]})).g
    assert g.V().has_label("Person").project("n", "e").by("customerId").by("email").to_list() == [
        {"n": "c", "e": " a "}
    ]
    assert g.V().has_label("Person").values("name").to_list() == []


def test_refusal_counts_by_kind_and_names_places(tmp_path: Path) -> None:
    with pytest.raises(LoadRefused) as refused:
        load_rows(
            tmp_path,
            {"Person": [{"customerId": "c1"}, {"customerId": "c1"}, {"customerId": "c2", "vip": "x"}],
             "Account": [{"accountNumber": "A"}]},
            {"OWNS.Person.Account": [("c2", "A", {"percentage": 100.5}), ("c9", "A"), ("c2", "Z")],
             "TRANSACTION.Account.Account": [("A", "A", {"amount": 1, "timestamp": 0}),
                                             ("A", "A", {"transactionId": "T1", "amount": 1, "timestamp": 0})]},
        )  # fmt: skip
    assert refused.value.counts == {
        "bad type": 1,
        "duplicate natural key": 4,
        "percentage out of range": 1,
        "edge to nobody": 4,
    }
    said = [str(problem) for problem in refused.value.problems]
    assert "OWNS.Person.Account.sql, c9 -> A, from = 'c9': no Person has this customerId" in said
    assert "OWNS.Person.Account.sql, c2 -> Z, to = 'Z': no Account has this accountNumber" in said
    assert "Person.sql, c1, customerId = 'c1': given 2 times" in said


def test_rejects_leave_out_wrong_rows_and_what_hangs_on_them(tmp_path: Path) -> None:
    report = load_rows(
        tmp_path,
        {"Person": [{"customerId": "c1", "name": "=1+1"}, {"customerId": "c2", "name": "=2", "vip": "x"}],
         "Account": [{"accountNumber": "A"}, {"accountNumber": "B"}]},
        {"OWNS.Person.Account": [("c1", "A"), ("c2", "B"), ("c1", "Z")]},
        rejects=tmp_path / "rejects.csv",
    )  # fmt: skip
    assert (report.given, report.loaded, report.rejected) == (7, 4, 3)
    assert any("incomplete" in note for note in report.notes())
    with open(tmp_path / "rejects.csv", encoding="utf-8", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    assert rows == [
        ("sql_file", "natural_key", "column", "value", "reason"),
        ("Person.sql", "c2", "vip", "x", "bad type: neither true nor false"),
        ("OWNS.Person.Account.sql", "c2 -> B", "from", "c2", "edge to nobody: its Person was rejected"),
        ("OWNS.Person.Account.sql", "c1 -> Z", "to", "Z", "edge to nobody: no Account has this accountNumber"),
    ]
    graph = connect(tmp_path / "test.book")
    assert graph.book.incomplete
    assert graph.book.sources[0].rejected == 3
    assert sorted(graph.g.V().has_label("Person").values("customerId").to_list()) == ["c1"]
    assert graph.g.E().count().next() == 1


def test_rejects_leave_out_rows_of_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "p.csv").write_text("id,n\n1,5\n2,x\n3,7\n", "utf-8")
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "Book.sql").write_text("SELECT 'B' AS name, 'USD' AS currency, 'UTC' AS zone", "utf-8")
    sql = "SELECT id AS customerId, n AS income FROM read_csv('p.csv', types={'n': 'INTEGER'})"
    (tmp_path / "q" / "Person.sql").write_text(sql, "utf-8")
    out = tmp_path / "r.csv"
    report = load("mine", tmp_path / "f", tmp_path / "b", source=tmp_path / "q", rejects=out)
    assert (report.read, report.loaded, report.rejected) == (3, 2, 1)
    assert out.read_text("utf-8").splitlines()[1] == "p.csv,line 3,n,x,bad type: not of type INTEGER"


def test_as_of_is_the_books_date(tmp_path: Path) -> None:
    rows = {"Account": [{"accountNumber": "A"}]}
    moves = {"TRANSACTION.Account.Account": [("A", "A", {"amount": 1, "timestamp": "2024-07-01T02:00:00Z"})]}
    graph = connect(make_book(tmp_path, rows, moves))
    assert (graph.book.as_of, graph.book.first_day) == (date(2024, 6, 30), date(2024, 6, 30))
    make_book(tmp_path, rows, moves, as_of="2024-08-01")
    assert graph.book.as_of == date(2024, 8, 1)
    make_book(tmp_path, rows, moves)
    assert graph.book.as_of == date(2024, 6, 30)
