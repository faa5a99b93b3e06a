"""What a query may say of its files: the usual works, whatever else is a sentence and never a surprise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.c360.sources.sql import BOOK, load_sql, people, refused

CSV = {"p.csv": "id,name\n1,Ann\n"}


def person(call: str) -> dict[str, str]:
    return {"Person": f"SELECT id AS customerId, name FROM {call}"}


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (r"delim='\t'", "id\tname\n1\tAnn\n"),
        (r"delim=E'\t'", "id\tname\n1\tAnn\n"),
        ("sep='|'", "id|name\n1|Ann\n"),
        ("delim=';', quote=''''", "id;name\n1;'Ann'\n"),
        ("quote=''", "id,name\n1,Ann\n"),
        (r"escape='\'", 'id,name\n1,"Ann"\n'),
        ("header=false, columns={'id': 'VARCHAR', 'name': 'VARCHAR'}", "1,Ann\n"),
        ("nullstr=['-0-', 'x'], encoding='cp1250', auto_detect=false, all_varchar=true", "id,name\n1,Ann\n"),
    ],
)
def test_the_usual_works(tmp_path: Path, options: str, text: str) -> None:
    load_sql(tmp_path, person(f"read_csv('p.csv', {options})"), {"p.csv": text})
    assert people(tmp_path) == [{"customerId": "1", "name": "Ann"}]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("read_csv('p.csv', delim='||')", "delim is one ASCII character"),
        ("read_csv('p.csv', delim='é')", "delim is one ASCII character"),
        (r"read_csv('p.csv', delim=E'\n')", "delim is one ASCII character"),
        ("read_csv('p.csv', delim='\"')", "the delimiter can't be the quote"),
        ("read_csv('p.csv', delim=['a'])", "delim is a text"),
        ("read_csv('p.csv', delim=NULL)", "delim is a text"),
        ("read_csv('p.csv', quote='ab')", "quote is one ASCII character"),
        ("read_csv('p.csv', escape={'a': 'b'})", "escape is a text"),
        ("read_csv('p.csv', header=0)", "header is true or false"),
        ("read_csv('p.csv', header='false')", "header is true or false"),
        ("read_csv('p.csv', header=NULL)", "header is true or false"),
        ("read_csv('p.csv', header=false)", "needs columns={...}"),
        ("read_csv('p.csv', encoding=NULL)", "encoding is a text"),
        ("read_csv('p.csv', encoding='undefined')", "no encoding of text is called 'undefined'"),
        ("read_csv('p.csv', encoding='hex')", "no encoding of text is called 'hex'"),
        ("read_csv('p.csv', encoding='')", "no encoding of text is called ''"),
        ("read_csv('p.csv', columns='id')", "columns names columns and their types"),
        ("read_csv('p.csv', columns=['id'])", "columns names columns and their types"),
        ("read_csv('p.csv', columns={'id': NULL})", "columns names columns and their types"),
        ("read_csv('p.csv', types='DATE')", "types names columns and their types"),
        ("read_csv('p.csv', types={'id': NULL})", "types names columns and their types"),
        ("read_csv('p.csv', dtypes={'id': {'a': 'b'}})", "dtypes names columns and their types"),
        ("read_csv('p.csv', types={'id': 'DECIMAL(50,2)'})", "id: a DECIMAL has 1 to 38 digits"),
        ("read_csv('p.csv', types={'id': 'DECIMAL(2,5)'})", "id: a DECIMAL has 1 to 38 digits"),
        ("read_csv('p.csv', types={'id': 'DECIMAL(0)'})", "id: a DECIMAL has 1 to 38 digits"),
        ("read_csv('p.csv', types={'id': 'WAT'})", "id: a text file can't be read as WAT"),
        ("read_csv('p.csv', types={'id': 'DATE'}, dateformat='%Q')", "%Q"),
        ("read_csv('p.csv', types={'id': 'DATE'}, dateformat='')", "not of type DATE"),
        ("read_csv('p.csv', nullstr=NULL)", "nullstr is a text"),
        ("read_csv('p.csv', nullstr={'a': 'b'})", "nullstr is a text"),
        ("read_csv('p.csv', nullstr=[])", "nullstr is a text"),
        ("read_csv('p.csv', decimal_separator=';')", "decimal_separator is '.' or ','"),
        ("read_csv('p.csv', strict_mode=1)", "strict_mode is true or false"),
        ("read_csv('p.csv', store_rejects=true)", "the option store_rejects is not for sources"),
        ("read_csv('p.csv', hive_partitioning=true)", "the option hive_partitioning is not for sources"),
        ("read_csv([])", "takes the name of a file"),
        ("read_csv(NULL)", "takes the name of a file"),
        ("read_csv([['p.csv']])", "takes the name of a file"),
        ("read_csv()", "takes the name of a file"),
        ("read_csv('p.csv', 'p.csv')", "takes the name of a file"),
        ("read_csv('')", "not a file"),
        ("read_csv('.')", "not a file"),
        ("read_csv('**x/p.csv')", "can't be read"),
        ("read_csv('[')", "not in mine-files"),
        (f"read_csv('{'a' * 5000}')", "can't be read: file name too long"),
        ("read_json('p.csv', columns='x')", "columns names columns and their types"),
        ("read_json('p.csv', format=NULL)", "format is a text"),
        ("read_json('p.csv', format='wat')", "format is 'array'"),
        ("read_json('p.csv', ignore_errors=true)", "the option ignore_errors is not for sources"),
        ("read_json('p.csv')", "no object"),
        ("read_parquet('p.csv', hive_partitioning=true)", "takes no options"),
        ("read_parquet('p.csv')", "p.csv: "),
    ],
)
def test_whatever_else_is_refused(tmp_path: Path, call: str, said: str) -> None:
    found = refused(tmp_path, person(call), CSV)
    assert said in found
    assert found.count("\n") <= ("not of type" in found)


def test_a_query_that_nests_without_end_is_refused(tmp_path: Path) -> None:
    nested = "(SELECT * FROM " * 500 + "(SELECT '1' AS customerId)" + ")" * 500
    assert "nests too deeply" in refused(tmp_path, {"Person": f"SELECT * FROM {nested}"})


def test_a_query_may_nest_as_people_do(tmp_path: Path) -> None:
    nested = "(SELECT * FROM " * 40 + "(SELECT '1' AS customerId)" + ")" * 40
    union = " UNION ALL ".join(f"SELECT 'c{at}'" for at in range(300))
    load_sql(tmp_path, {"Person": f"SELECT * FROM {nested} UNION ALL {union}"})
    assert len(people(tmp_path)) == 301


@pytest.mark.parametrize("zone", ["localtime", "europe/berlin", "Mars/Base", "right/UTC", "", "../../etc/passwd"])
def test_a_zone_is_one_that_all_know(tmp_path: Path, zone: str) -> None:
    assert "Book.sql: " in refused(tmp_path, {"Book": BOOK.replace("Europe/Berlin", zone)})
