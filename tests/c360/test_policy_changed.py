"""Another policy in force is on record by itself, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from c360 import policy_changed
from c360.audit import AuditLog, Record
from c360.policy import Policy, load
from tests.c360.commands import runner


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.sqlite")


def other(policy: Policy) -> Policy:
    return replace(policy, digest="f" * 64, version="another")


def view(policy: Policy) -> Record:
    return Record("ann", "view", "c-1", "success", detail={"policy": policy.digest})


def test_a_log_that_names_no_policy_yet_has_none_that_changed(log: AuditLog) -> None:
    policy_changed.note(log, load(), "ann")
    assert log.rows() == []


def test_the_same_policy_is_no_change(log: AuditLog) -> None:
    log.record(view(load()))
    policy_changed.note(log, load(), "ann")
    assert len(log.rows()) == 1


def test_another_one_is_on_record_once_with_both(log: AuditLog) -> None:
    log.record(view(load()))
    for _ in range(2):
        policy_changed.note(log, other(load()), "ben")
    newest, first = log.rows()
    assert (newest.user, newest.action, newest.outcome) == ("ben", "policy", "success")
    assert newest.detail == {
        "in force": "another than before", "before": load().digest, "policy": "f" * 64, "version": "another",
    }  # fmt: skip
    assert first.action == "view"


def test_one_that_records_name_already_is_noted_all_the_same_and_once(log: AuditLog) -> None:
    log.record(view(load()), view(other(load())))
    for _ in range(2):
        policy_changed.note(log, other(load()), "ben")
    log.record(view(other(load())))
    policy_changed.note(log, other(load()), "ben")
    assert [one.action for one in log.rows()] == ["view", "policy", "view", "view"]


@pytest.mark.parametrize(
    "command",
    [("search", "Sarah"), ("household", "customer-12345"), ("verify", "--customers", "2")],
    ids=lambda one: one[0],
)
def test_whatever_is_asked_first_under_another_file_writes_it(
    command: tuple[str, ...], demo_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:  # fmt: skip
    monkeypatch.setenv("C360_GRAPH", str(demo_book))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    log = AuditLog(tmp_path / "audit.sqlite")
    log.record(view(load()))
    changed = tmp_path / "policy.toml"
    changed.write_text((Path(policy_changed.__file__).with_name("policy.toml")).read_text() + "\n# changed\n")
    monkeypatch.setenv("C360_POLICY", str(changed))
    assert runner(capfdbinary)(*command).code == 0
    second = log.rows()[-2]
    assert (second.action, second.detail["before"]) == ("policy", load().digest)


def test_a_command_under_another_file_writes_it_first(
    demo_book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("C360_GRAPH", str(demo_book))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    run = runner(capfdbinary)
    assert run("profile", "customer-12345", "--json").code == 0
    changed = tmp_path / "policy.toml"
    changed.write_text((Path(policy_changed.__file__).with_name("policy.toml")).read_text() + "\n# changed\n")
    monkeypatch.setenv("C360_POLICY", str(changed))
    assert run("profile", "customer-12345", "--json").code == 0
    actions = [one.action for one in reversed(AuditLog(tmp_path / "audit.sqlite").rows())]
    assert actions == ["view", "export", "policy", "view", "export"]
