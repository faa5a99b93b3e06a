"""How much one user may ask in a minute, over a real log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from c360 import limits, policy
from c360.audit import Audit, AuditLog, Record
from c360.errors import TooMany
from c360.policy import Policy

POLICY = replace(policy.load(), searches_a_minute=3, views_a_minute=3)


@pytest.mark.parametrize(("action", "ask"), [("search", limits.search), ("view", limits.view)])
def test_what_is_too_much_is_said_and_on_record(
    tmp_path: Path, action: str, ask: Callable[[str, Audit, Policy], object]
) -> None:
    log = AuditLog(tmp_path / "audit.sqlite")
    for _ in range(3):
        ask("anna", log, POLICY)
        log.record(Record("anna", action, None, "success"))
    with pytest.raises(TooMany, match=r"3 .* in a minute"):
        ask("anna", log, POLICY)
    assert log.lately("anna", action, 60) == 4
    ask("omar", log, POLICY)
    other = {"search": limits.view, "view": limits.search}[action]
    other("anna", log, POLICY)


def test_it_is_one_count_over_all_processes(tmp_path: Path) -> None:
    mine, theirs = AuditLog(tmp_path / "audit.sqlite"), AuditLog(tmp_path / "audit.sqlite")
    for log in (mine, theirs, mine):
        log.record(Record("anna", "view", "c-1", "success"))
    with pytest.raises(TooMany):
        limits.view("anna", theirs, POLICY)


def test_of_many_at_once_no_more_get_through(tmp_path: Path) -> None:
    log, asked = AuditLog(tmp_path / "audit.sqlite"), threading.Barrier(30)

    def one(_: int) -> bool:
        try:
            limits.view("anna", log, POLICY)
            through = True
        except TooMany:
            through = False
        asked.wait(60)  # whoever got through looks, and is on record, when all have asked
        if through:
            log.record(Record("anna", "view", "c-1", "success"))
        return through

    log.record(Record("anna", "view", "c-1", "success"))
    with ThreadPoolExecutor(30) as threads:
        assert sum(threads.map(one, range(30))) == 2


def test_what_is_over_counts_by_its_record_alone(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.sqlite")

    def whole() -> None:
        with limits.view("anna", log, POLICY, 3):
            pass

    with ThreadPoolExecutor(1) as lives:
        lives.submit(whole).result()
        with ThreadPoolExecutor(1) as ends:
            ends.submit(limits.view, "anna", log, POLICY, 3).result()
        limits.view("anna", log, POLICY, 3)
        limits.view("anna", log, POLICY, 3)
    assert log.lately("anna", "view", 60) == 0


def test_several_views_at_once_are_as_many(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.sqlite")
    log.record(Record("anna", "view", "c-1", "success"))
    limits.view("anna", log, POLICY, 2)
    with pytest.raises(TooMany):
        limits.view("anna", log, POLICY, 3)
