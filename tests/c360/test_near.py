"""Near ids: what an analyst meant when the id asked for is nobody's."""

from pathlib import Path

import pytest

from c360.audit import AuditLog, NullLog
from c360.graph.connect import connect
from c360.near import near
from c360.policy import load

POLICY = load()


@pytest.mark.parametrize("asked", ["customer-12354", "CUSTOMER-12345", "customer-1234", "custmer-12345", "12345"])
def test_a_slip_finds_the_id_that_was_meant(demo_book: Path, asked: str) -> None:
    found = near(connect(str(demo_book)), asked, user="ada", policy=POLICY, audit=NullLog())
    assert "customer-12345" in [hit.id for hit in found]
    assert len(found) <= 5


@pytest.mark.parametrize("asked", ["", "nobody <b>", "\ud800", "x" * 5_000, "' OR 1=1 --"])
def test_what_is_like_no_id_finds_none(demo_book: Path, asked: str) -> None:
    assert near(connect(str(demo_book)), asked, user="ada", policy=POLICY, audit=NullLog()) == []


def test_the_names_it_gives_are_on_record_first(demo_book: Path, tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.sqlite")
    near(connect(str(demo_book)), "customer-12354", user="ada", policy=POLICY, audit=log)
    assert log.verify() == 1
