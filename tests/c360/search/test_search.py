"""Search finds by name parts, ids, e-mail and phone, the best first, and never by what is masked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c360.audit import AuditLog
from c360.errors import AuditFailed, GraphUnavailable, NotAllowed, UsageError
from c360.policy import load
from c360.search import Hit, Search, build_index, search

PEOPLE = [
    # customerId, name, email, phone, mobilePhone, ssn
    (
        "customer-12345",
        "Sarah Johnson",
        "sarah.johnson@example.com",
        "+1 (212) 555-0147",
        None,
        "123-45-6789",
    ),
    ("customer-12346", "John Johnson", "john@example.com", None, "+1 646 555 0148", None),
    ("customer-2", "Johnson Sarahs", None, None, None, None),
    ("customer-3", "Nguyễn Thị Đào", None, "0084 24 3825 5555", None, None),
    ("customer-4", "Müller-Lüdenscheidt, Eva", None, "+49 30 901820", None, None),
    ("customer-5", "Sean O’Brien", None, None, None, None),
    ("customer-6", "王小明", None, None, None, None),
    ("customer-7", "<script>alert('x')</script>", None, None, None, None),
    ("customer-8", None, None, None, None, "987-12-4365"),
    ("customer-9", "Bjohnsonby", None, None, None, None),
]
COMPANIES = [("company-1", "Johnson Consulting LLC")]
ACCOUNTS = [("CZ65 0800 0000 1920 0014 5399",), ("A-12345",)]


def index(folder: Path, **tables: str) -> Path:
    """A book of one generation with an index over `tables`: a view's name and its SELECT."""
    generation = folder / "book" / "generations" / "000001"
    generation.mkdir(parents=True)
    (generation / "graph.gsnap").touch()
    (folder / "book" / "current").write_text(json.dumps({"format": 1, "generation": 1}))
    with duckdb.connect() as db:
        for name, select in tables.items():
            db.execute(f"CREATE VIEW {name} AS {select}")
        build_index(db, generation / "search")
    return folder / "book"


def values(rows: Sequence[tuple[str | None, ...]], *columns: str) -> str:
    quoted = (", ".join("NULL" if v is None else "'" + v.replace("'", "''") + "'" for v in row) for row in rows)
    return f"SELECT * FROM (VALUES {', '.join(f'({row})' for row in quoted)}) AS t({', '.join(columns)})"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return index(
        tmp_path_factory.mktemp("search"),
        v_Person=values(PEOPLE, "customerId", "name", "email", "phone", "mobilePhone", "ssn"),
        v_Company=values(COMPANIES, "companyId", "name"),
        v_Account=values(ACCOUNTS, "accountNumber"),
    )


def ids(book: Path, text: str, limit: int = 10) -> list[str]:
    return [hit.id for hit in Search(book).find(text, limit)]


@pytest.mark.parametrize(
    ("text", "first", "matched"),
    [
        ("Sarah Johnson", "customer-12345", "name"),
        ("johnson SARAH", "customer-12345", "name"),
        ("nguyen dao", "customer-3", "name"),
        ("NGUYỄN", "customer-3", "name"),
        ("ludenscheidt muller", "customer-4", "name"),
        ("obrien", "customer-5", "name"),
        ("O'Brien", "customer-5", "name"),
        ("王小明", "customer-6", "name"),
        ("customer-12346", "customer-12346", "customerId"),
        ("CUSTOMER-12346 ", "customer-12346", "customerId"),
        ("customer 12346", "customer-12346", "customerId"),
        ("customer12346", "customer-12346", "customerId"),
        ("sarah.johnson@EXAMPLE.com", "customer-12345", "email"),
        ("12125550147", "customer-12345", "phone"),
        ("(212) 555-0147", "customer-12345", "phone"),
        ("+84 24 3825 5555", "customer-3", "phone"),
        ("030 / 90 18 20", "customer-4", "phone"),
        ("646.555.0148", "customer-12346", "mobilePhone"),
        ("company-1", "company-1", "companyId"),
        ("consulting", "company-1", "name"),
        ("CZ6508000000192000145399", "CZ65 0800 0000 1920 0014 5399", "accountNumber"),
        ("cz65 0800 0000", "CZ65 0800 0000 1920 0014 5399", "accountNumber"),
        ("a-12345", "A-12345", "accountNumber"),
    ],
)
def test_the_right_one_comes_first(book: Path, text: str, first: str, matched: str) -> None:
    hit = Search(book).find(text)[0]
    assert (hit.id, hit.matched) == (first, matched)


def test_exact_before_contained_and_short_names_first(book: Path) -> None:
    assert ids(book, "johnson") == [
        "customer-12346",
        "customer-12345",
        "customer-2",
        "company-1",
        "customer-9",
    ]
    scores = [hit.score for hit in Search(book).find("johnson")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_exact_before_prefix(book: Path) -> None:
    assert ids(book, "sarahs") == ["customer-2", "customer-12345"]  # the second is a letter away
    assert ids(book, "sarah") == ["customer-12345", "customer-2"]


def test_initials_and_beginnings_of_words_match(book: Path) -> None:
    assert ids(book, "s johns")[:2] == ["customer-12345", "customer-2"]


def test_hits_say_what_they_are(book: Path) -> None:
    assert Search(book).find("customer-12345")[0] == Hit("person", "customer-12345", "Sarah Johnson", 1.0, "customerId")
    assert Search(book).find("company-1")[0].kind == "company"
    assert Search(book).find("A-12345")[0] == Hit("account", "A-12345", None, 1.0, "accountNumber")


def test_an_entry_comes_once(book: Path) -> None:
    found = ids(book, "sarah")
    assert len(found) == len(set(found))


@pytest.mark.parametrize("text", ["123-45-6789", "123456789", "6789", "987-12-4365", "4321"])
def test_a_social_security_number_finds_nobody(book: Path, text: str) -> None:
    assert "customer-8" not in ids(book, text)
    assert "customer-12345" not in ids(book, text)


def test_the_index_holds_no_social_security_number(book: Path) -> None:
    for file in (book / "generations" / "000001" / "search").iterdir():
        content = file.read_bytes()
        assert b"123456789" not in content.replace(b"-", b"")
        assert b"987124365" not in content.replace(b"-", b"")


@pytest.mark.parametrize("text", ["", "   ", "nobody at all", "' OR 1=1 --", "%", "_", "\x00", "((((", "\ud800"])
def test_nothing_is_found_for_what_nobody_is_called(book: Path, text: str) -> None:
    assert ids(book, text) == []


def test_a_name_that_tries_html_is_a_name(book: Path) -> None:
    assert Search(book).find("script alert")[0].name == "<script>alert('x')</script>"


def test_the_limit_holds_and_the_order_is_the_same_each_time(book: Path) -> None:
    everyone = ids(book, "customer", 1000)
    assert len(everyone) == len(PEOPLE)
    assert everyone == ids(book, "customer", 1000)
    assert ids(book, "customer", 3) == everyone[:3]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_answered(book: Path, text: str) -> None:
    with suppress(UsageError):  # letters and a colon are a field
        assert all(hit.kind in ("person", "company", "account") for hit in Search(book).find(text))


@pytest.mark.parametrize(("text", "limit"), [("x" * 201, 10), ("x", 0), ("x", 1001), ("x", -1)])
def test_too_much_is_refused_with_a_sentence(book: Path, text: str, limit: int) -> None:
    with pytest.raises(UsageError):
        Search(book).find(text, limit)


def test_labels_and_keys_that_no_source_delivers_are_left_out(tmp_path: Path) -> None:
    book = index(tmp_path, v_Person="SELECT 'client-1' AS \"customerId\"")
    assert ids(book, "client-1") == ["client-1"]
    assert ids(book, "john") == []


def test_a_book_without_an_index_is_said(tmp_path: Path) -> None:
    book = index(tmp_path, v_Company=values(COMPANIES, "companyId", "name"))
    shutil.rmtree(book / "generations" / "000001" / "search")
    with pytest.raises(GraphUnavailable, match="index"):
        Search(book).find("x")


def test_no_book_is_said(tmp_path: Path) -> None:
    with pytest.raises(GraphUnavailable, match="no book"):
        Search(tmp_path / "nowhere").find("x")


def test_a_search_is_recorded_without_its_text(book: Path, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.sqlite")
    assert search(book, "Sarah Johnson", user="ada", audit=log, policy=load(), limit=1)[0].id == "customer-12345"
    with pytest.raises(UsageError):
        search(book, "Sarah Johnson", user="ada", audit=log, policy=load(), limit=0)
    log.close()
    content = log.path.read_bytes()
    assert content.count(b'"text_hmac"') == 2
    assert b"Sarah" not in content
    assert log.verify() == 2


def test_the_text_is_recorded_where_the_policy_says_so_and_never_a_masked_number(book: Path, tmp_path: Path) -> None:
    assert not load().search_text
    log = AuditLog(tmp_path / "audit.sqlite")
    search(book, "Sarah Johnson", user="ada", audit=log, policy=replace(load(), search_text=True))
    (told,) = log.rows(action="search")
    assert told.detail["text"] == "Sarah Johnson"
    with pytest.raises(NotAllowed):
        search(book, "ssn:123-45-6789", user="ada", audit=log, policy=replace(load(), search_text=True))
    assert not any("6789" in str(one.detail) for one in log.rows())


def test_a_search_that_can_not_be_recorded_shows_nothing(book: Path, tmp_path: Path) -> None:
    with pytest.raises(AuditFailed):
        search(book, "Sarah", policy=load(), user="ada", audit=AuditLog(tmp_path / "nowhere" / "audit.sqlite"))


def test_people_are_taken_by_chance_and_nobody_else(book: Path) -> None:
    everyone = {row[0] for row in PEOPLE}
    assert set(Search(book).people(1000)) == everyone
    few = [Search(book).people(3) for _ in range(20)]
    assert all(len(set(one)) == 3 and everyone.issuperset(one) for one in few)
    assert len({tuple(one) for one in few}) > 1
