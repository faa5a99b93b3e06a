"""Who is to blame: what can't be read or written is named itself, and the book only where it is the book."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from c360.errors import C360Error, GraphUnavailable, IntegrityError, UsageError
from c360.graph.connect import connect
from c360.sources.load import load
from c360.sources.problems import LoadRefused
from tests.c360.sources.sql import load_sql

PERSON = {"Person": "SELECT id AS customerId FROM 'p.csv'"}
FILES = {"p.csv": "id\n1\n"}


@pytest.fixture
def made(tmp_path: Path) -> Path:
    load_sql(tmp_path, PERSON, FILES)
    return tmp_path


def again(made: Path, rejects: Path | None = None) -> C360Error:
    """What another load of the same says; the book is as it was."""
    with pytest.raises(C360Error) as said:
        load("mine", made / "mine-files", made / "b", source=made / "mine-sql", rejects=rejects)
    assert [item.name for item in (made / "b" / "generations").iterdir()] == ["000001"]
    return said.value


def test_a_query_that_is_a_folder(made: Path) -> None:
    (made / "mine-sql" / "Address.sql").mkdir()
    said = again(made)
    assert isinstance(said, LoadRefused)
    assert "Address.sql: can't be read: is a directory" in said.title


def test_a_cast_in_a_sources_own_sql_names_the_file_and_the_value(made: Path) -> None:
    (made / "mine-sql" / "Person.sql").write_text(
        "SELECT id AS customerId, id::DATE AS dateOfBirth FROM 'p.csv'", "utf-8"
    )
    (made / "mine-files" / "p.csv").write_text("id\n7x\n", "utf-8")
    said = again(made).title
    assert "Person.sql: Conversion Error: " in said
    assert '"7x"' in said


def test_a_record_longer_than_can_be_read_is_named_by_its_line(made: Path) -> None:
    (made / "mine-files" / "p.csv").write_text(f"id\n1\n{'x' * 2_500_000}\n", "utf-8")
    assert "p.csv, line 3: a record of over 2 MB" in again(made).title


def test_a_disk_that_fills_up_under_the_rejected_rows(made: Path) -> None:
    said = again(made, rejects=Path("/dev/full"))
    assert isinstance(said, UsageError)
    assert "book" not in said.title


def test_a_generation_that_is_gone_is_damage_and_no_missing_book(made: Path) -> None:
    (made / "b" / "generations" / "000001" / "graph.gsnap").unlink()
    with pytest.raises(IntegrityError, match="it names generation 1"):
        connect(made / "b")


CLOSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "the folder": (lambda made: made / "mine-files", "mine-files: this user may not read the folder"),
    "the folder of SQL": (lambda made: made / "mine-sql", "mine-sql: this user may not read the folder"),
    "a query": (lambda made: made / "mine-sql" / "Person.sql", "Person.sql: can't be read: permission denied"),
    "a file": (lambda made: made / "mine-files" / "p.csv", "p.csv: can't be read: permission denied"),
    "rates": (lambda made: made / "mine-files" / "rates.csv", "rates.csv: can't be read: permission denied"),
    "a manifest": (lambda made: made / "mine-files" / "MANIFEST.csv", "MANIFEST.csv: can't be read: permission denied"),
}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize(("closed", "said"), CLOSED.values(), ids=CLOSED)
def test_what_this_user_may_not_read_is_named(made: Path, closed: Callable[[Path], Path], said: str) -> None:
    path = closed(made)
    if not path.exists():
        path.write_text("x\n", "utf-8")
    path.chmod(0)
    try:
        refused = again(made)
    finally:
        path.chmod(0o700)
    assert isinstance(refused, LoadRefused)
    assert said in refused.title


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("name", ["current", "generations", "generations/000001/graph.gsnap"])
def test_what_may_not_be_read_is_no_damage(made: Path, name: str) -> None:
    (made / "b" / name).chmod(0)
    try:
        with pytest.raises(GraphUnavailable, match="can't be read: Permission denied"):
            connect(made / "b")
    finally:
        (made / "b" / name).chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_a_book_keeps_and_may_not_be_read_is_no_damage(made: Path) -> None:
    for name in ("Person.parquet", "source.json"):
        (made / "b" / "generations" / "000001" / "sources" / "mine" / name).chmod(0)
        with pytest.raises(GraphUnavailable, match="source mine can't be read: Permission denied"):
            load_sql(made, PERSON, FILES, source="other", declare=False)
