"""What a source's SQL may do, and what it can't, whatever it tries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from c360.graph.connect import connect
from c360.sources.load import load
from c360.sources.problems import LoadRefused

BOOK = "SELECT 'Bank' AS name, 'EUR' AS currency, 'Europe/Berlin' AS zone"


def run(tmp_path: Path, person: str, as_of: date | None = None, **files: str) -> list[dict[str, object]]:
    """Loads a source whose Person.sql is `person`; the people in the book."""
    folder, queries = tmp_path / "files", tmp_path / "sql"
    for made in (folder, queries):
        made.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8", newline="")
    (queries / "Book.sql").write_text(BOOK, "utf-8")
    (queries / "Person.sql").write_text(person, "utf-8")
    load("mine", folder, tmp_path / "b", source=queries, as_of=as_of)
    rows = connect(tmp_path / "b").g.V().has_label("Person").value_map().to_list()
    people = [{key: value[0] for key, value in row.items() if key != "source"} for row in rows]
    return sorted(people, key=lambda row: str(row["customerId"]))


PEOPLE = 'id;name;born;pay\r\n007;Ana;1980-02-29;1200.50\r\n8;"B;""ö";;\r\n'


def test_text_columns_keep_their_leading_zeros(tmp_path: Path) -> None:
    sql = "SELECT id AS customerId, name, born AS dateOfBirth, pay AS income FROM read_csv('p.csv')"
    assert run(tmp_path, sql, p_csv=PEOPLE) == [
        {"customerId": "007", "name": "Ana", "dateOfBirth": "1980-02-29", "income": 1200.5},
        {"customerId": "8", "name": 'B;"ö'},
    ]


def test_bare_file_name_and_with_and_sums(tmp_path: Path) -> None:
    sql = """WITH rows AS (SELECT id, CAST(pay AS DECIMAL(12,2)) AS pay FROM 'p.csv')
             SELECT 'all' AS customerId, sum(pay) AS income, count(*)::VARCHAR AS name FROM rows -- a comment;"""
    assert run(tmp_path, sql, p_csv=PEOPLE) == [{"customerId": "all", "income": 1200.5, "name": "2"}]


def test_several_files_go_by_their_headers_names(tmp_path: Path) -> None:
    sql = "SELECT id AS customerId, name FROM read_csv('p*.csv', delim=',')"
    got = run(tmp_path, sql, p1_csv="id,name\n1,a\n", p2_csv="name,id\nb,2\n")
    assert got == [{"customerId": "1", "name": "a"}, {"customerId": "2", "name": "b"}]


def test_parquet_and_json(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    duckdb.execute(f"COPY (SELECT '1' AS id, 'pq' AS n) TO '{tmp_path}/files/a.parquet' (FORMAT parquet)")
    sql = "SELECT id AS customerId, n AS name FROM 'a.parquet' UNION ALL SELECT id, n FROM read_json('b.json')"
    got = run(tmp_path, sql, b_json='[{"id": "007", "n": "js"}, {"id": 12345678901234567890}]')
    assert got == [
        {"customerId": "007", "name": "js"},
        {"customerId": "1", "name": "pq"},
        {"customerId": "12345678901234567890"},
    ]


def test_book_date_is_given_to_queries(tmp_path: Path) -> None:
    sql = "SELECT 'x' AS customerId, coalesce(getvariable('as_of'), DATE '2000-01-01') AS dateOfBirth"
    assert run(tmp_path, sql)[0]["dateOfBirth"] == "2000-01-01"
    assert run(tmp_path, sql, as_of=date(2024, 5, 6))[0]["dateOfBirth"] == "2024-05-06"


def test_declared_types_round_nothing(tmp_path: Path) -> None:
    sql = "SELECT id AS customerId, n AS income FROM read_csv('p.csv', delim=',', types={'n': '%s'})"
    assert run(tmp_path, sql % "DECIMAL(12,2)", p_csv="id,n\n1,1.50\n")[0]["income"] == 1.5
    for kind, text in [
        ("DECIMAL(12,2)", "1.505"), ("DECIMAL(4,2)", "123.00"), ("INTEGER", "1.5"), ("BIGINT", "1e3"),
        ("DECIMAL(12,2)", "1_000"), ("DOUBLE", "nan"), ("DOUBLE", "inf"), ("DECIMAL(12,2)", "1,50"),
    ]:  # fmt: skip
        with pytest.raises(LoadRefused, match=r"p\.csv, line 2, n"):
            run(tmp_path, sql % kind, p_csv=f'id,n\n1,"{text}"\n')


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO 'out.csv'",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT 1; COPY (SELECT 1) TO 'out.csv'",
        "WITH x AS (COPY (SELECT 1) TO 'out.csv') SELECT 'a' AS customerId",
        "CREATE TABLE t AS SELECT 1",
        "WITH x AS (INSERT INTO given.t VALUES (1) RETURNING *) SELECT * FROM x",
        "ATTACH 'out.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 8",
        "PRAGMA database_list",
        "EXPORT DATABASE 'out'",
        "CALL pragma_version()",
        "EXPLAIN SELECT 1",
        "DESCRIBE SELECT 1",
        "",
        "SELEC 1",
        "SELECT * FROM read_csv('/etc/passwd', delim=':')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM '../secret.csv'",
        "SELECT * FROM read_csv('../secret.csv')",
        "SELECT * FROM read_csv('sub/../../secret.csv')",
        "SELECT * FROM read_csv('link.csv')",
        "SELECT * FROM read_csv('*/../../secret.csv')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')",
        "SELECT * FROM 's3://bucket/x.csv'",
        "SELECT * FROM read_csv(getenv('HOME'))",
        "SELECT getenv('HOME') AS customerId",
        "SELECT content AS customerId FROM read_text('p.csv')",
        "SELECT content AS customerId FROM read_blob('/etc/passwd')",
        "SELECT file AS customerId FROM glob('/etc/*')",
        "SELECT * FROM sniff_csv('p.csv')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM json_execute_serialized_sql('x')",
        "SELECT * FROM enable_logging(storage='file', storage_config={{'path': '{folder}/log'}})",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT name AS customerId FROM pragma_database_list",
        "SELECT table_name AS customerId FROM information_schema.tables",
        "SELECT current_setting('temp_directory') AS customerId",
        "SELECT write_log('x') AS customerId",
        "SELECT getvariable('other') AS customerId",
        "SELECT id AS customerId FROM read_csv('p.csv', ignore_errors=true)",
        "SELECT id AS customerId FROM read_csv('p.csv', null_padding=true)",
        "SELECT id AS customerId FROM read_csv('p.csv', strict_mode=false)",
        "SELECT id AS customerId FROM read_csv('p.csv', types={{'id': 'BLOB'}})",
        "SELECT id AS customerId FROM read_csv('p.csv', types={{'nobody': 'DATE'}})",
        "SELECT nobody AS customerId FROM read_csv('p.csv')",
        # Names of a WITH count where that WITH does, and nowhere else.
        "SELECT d.x AS customerId FROM t d, (WITH t AS (SELECT 'a' AS x) SELECT * FROM t)",
        "WITH a AS (SELECT * FROM b), b AS (SELECT 'a' AS customerId) SELECT * FROM a",
        "WITH RECURSIVE t AS (SELECT * FROM t UNION ALL SELECT 'a' AS customerId) SELECT * FROM t",
        "WITH t AS (SELECT 'a' AS customerId UNION ALL SELECT * FROM t) SELECT * FROM t",
        "SELECT (WITH t AS (SELECT 'a' AS x) SELECT x FROM t) AS customerId FROM t",
        "SELECT d.path AS customerId FROM duckdb_databases d,"
        " (WITH duckdb_databases AS (SELECT 1 AS path) SELECT * FROM duckdb_databases) x",
        "WITH duckdb_databases AS (SELECT 'a' AS customerId) SELECT * FROM duckdb_databases",
        "WITH Pragma_Database_List AS (SELECT 'a' AS customerId) SELECT * FROM pragma_database_list",
        "WITH sqlite_master AS (SELECT 'a' AS customerId) SELECT * FROM sqlite_master",
        "WITH RECURSIVE pg_tables AS (SELECT 'a' AS customerId UNION SELECT * FROM pg_tables) SELECT * FROM pg_tables",
        "SELECT * FROM \"file_0\", read_csv('p.csv')",
        'SELECT * FROM given."Person"',
        "SELECT * FROM main.file_0",
    ],
)
def test_refused(tmp_path: Path, sql: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("customerId\nsecret\n", "utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(LoadRefused) as refused:
        run(tmp_path, sql.format(folder=folder), p_csv="id\n1\n")
    assert refused.value.exit_code == 5
    assert {path.name for path in folder.iterdir()} == {"link.csv", "p.csv"}
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    "sql",
    [
        "WITH a AS (SELECT 'a' AS customerId), b AS (SELECT * FROM a) SELECT * FROM b",
        "WITH a AS (SELECT 'a' AS customerId) SELECT * FROM (SELECT * FROM (SELECT * FROM A))",
        "WITH a AS (SELECT 'x' AS customerId) SELECT * FROM (WITH a AS (SELECT 'a' AS customerId) SELECT * FROM a)",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT 'a' AS customerId FROM t"
        " WHERE n = 5",
        "WITH a AS MATERIALIZED (SELECT 'a' AS customerId) SELECT * FROM a UNION SELECT * FROM a",
        "WITH file_0 AS (SELECT 'wrong' AS id) SELECT id AS customerId FROM read_csv('p.csv')",
        "SELECT (WITH a AS (SELECT id AS x) SELECT x FROM a) AS customerId FROM 'p.csv'",
    ],
)
def test_with_is_read_as_sql_has_it(tmp_path: Path, sql: str) -> None:
    assert run(tmp_path, sql, p_csv="id\na\n") == [{"customerId": "a"}]


@pytest.mark.parametrize("name", ["Customer", "OWNS", "OWNS.Account.Person", "OWNS.Person.Account.More", "BOOK"])
def test_file_names_are_the_schemas(tmp_path: Path, name: str) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / f"{name}.sql").write_text("SELECT 1", "utf-8")
    with pytest.raises(LoadRefused, match=name):
        run(tmp_path, "SELECT 'a' AS customerId")


def test_folder_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    odd = tmp_path / "it's [a] *"
    odd.mkdir()
    assert run(odd, "SELECT id AS customerId FROM 'p.csv'", p_csv="id\n1\n") == [{"customerId": "1"}]


def test_machines_own_time_zone_plays_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    sql = "SELECT 'x' AS customerId, CAST(TIMESTAMP '2024-06-30 12:00:00' AS TIMESTAMPTZ) AS updatedAt"
    assert run(tmp_path, sql)[0]["updatedAt"] == "2024-06-30T12:00:00Z"


def test_reason_of_a_query_that_fails_on_a_row(tmp_path: Path) -> None:
    sql = "SELECT id AS customerId, CAST(name AS INTEGER) AS income FROM 'p.csv'"
    with pytest.raises(LoadRefused, match=r"Person\.sql: Conversion Error: Could not convert string 'Ana'"):
        run(tmp_path, sql, p_csv=PEOPLE)
