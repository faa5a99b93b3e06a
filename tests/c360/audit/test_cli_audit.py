"""The commands on the audit log: exit codes, what is printed, and that looking is itself on record."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from c360.audit import AuditLog, Record, open_log
from c360.audit.signing import signer_at
from c360.errors import UsageError
from c360.policy import load
from c360.settings import Settings
from tests.c360.audit.logs import Kept, view
from tests.c360.commands import Run, refused, runner


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return runner(capfdbinary, "audit")


@pytest.fixture(autouse=True)
def _settings(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("C360_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("C360_USER", "eve")
    monkeypatch.setenv("C360_AUDIT", kept.where)
    monkeypatch.setenv("C360_CHECKPOINTS", str(kept.log.checkpoints))


def test_a_log_that_holds_is_told_with_what_is_not_yet_sealed(kept: Kept, run: Run) -> None:
    view(kept.log)
    view(kept.log)
    done = run("verify")
    assert done.code == 0
    assert done.out.splitlines() == [
        "2 records, each sealing the one before.",
        "1 sealed by 1 checkpoint; 1 not yet sealed.",
        f"Signed by the key {kept.log.signer().public.name}.",
    ]
    told = json.loads(run("verify", "--json").out)
    assert (told["records"], told["sealed"], told["unsealed"], told["segments"]) == (2, 1, 1, [])


def test_a_log_that_does_not_hold_is_4_with_the_first_bad_record(kept: Kept, run: Run) -> None:
    for _ in range(3):
        view(kept.log)
    kept.log.close()
    kept.execute("UPDATE record SET customer_id = 'x' WHERE seq = 2 RETURNING 1")
    assert "record 2 was changed" in refused(run("verify"), 4)
    assert "record 2 was changed" in refused(run("verify", "--json"), 4)


def test_no_log_is_1_and_no_file_that_was_named_is_2(kept: Kept, run: Run, tmp_path: Path) -> None:
    assert "no audit log here" in refused(run("verify"), 1)
    view(kept.log)
    assert "no file" in refused(run("verify", "--checkpoints", tmp_path / "nowhere"), 2)
    assert "no file" in refused(run("verify", "--key", tmp_path / "nowhere"), 2)
    assert "no public key" in refused(run("verify", "--key", kept.log.checkpoints), 2)


def test_a_copy_of_the_checkpoints_and_the_public_key_alone_are_enough(kept: Kept, run: Run, tmp_path: Path) -> None:
    view(kept.log)
    kept.log.close()
    key, copy = tmp_path / "public.pem", tmp_path / "collected.jsonl"
    key.write_text(run("key").out, "ascii")
    assert "PUBLIC KEY" in key.read_text("ascii")
    copy.write_bytes(kept.log.checkpoints.read_bytes())
    for place in (kept.log.key_file, kept.log.checkpoints):
        place.unlink()
    assert run("verify", "--checkpoints", copy, "--key", key).code == 0
    stranger = tmp_path / "stranger.pem"
    stranger.write_text(signer_at(tmp_path / "other.pem").public.pem, "ascii")
    assert "isn't signed" in refused(run("verify", "--checkpoints", copy, "--key", stranger), 4)


def test_who_looked_is_shown_and_that_it_was_asked_is_on_record(kept: Kept, run: Run) -> None:
    view(kept.log, "c-1")
    view(kept.log, "c-2", "bob")
    kept.log.record(Record("ada", "export", "c-1", "success", detail={"kind": "pdf"}))
    (told,) = json.loads(run("show", "--customer", "c-1", "--action", "view", "--json").out)
    assert (told["seq"], told["user"], told["customer_id"], told["detail"]) == (
        1,
        "ada",
        "c-1",
        {"as_of": "2024-06-30"},
    )
    assert datetime.fromisoformat(told["at"]).tzinfo is not None
    newest = kept.log.rows(limit=1)[0]
    assert (newest.user, newest.action, newest.customer_id) == ("eve", "administer", "c-1")
    assert newest.detail == {"what": "audit show", "rows": "1", "action": "view", "policy": load().digest}
    assert [one["seq"] for one in json.loads(run("show", "--user", "bob", "--json").out)] == [2]
    today = datetime.now(UTC).date().isoformat()
    assert len(json.loads(run("show", "--from", today, "--to", today, "--limit", 3, "--json").out)) == 3
    assert json.loads(run("show", "--to", "2020-01-01", "--json").out) == []
    assert "holds nothing" in run("show", "--to", "2020-01-01").out
    report = run("show", "--customer", "c-1").out
    assert "ada" in report
    assert "kind=pdf" in report
    assert "before the day" in refused(run("show", "--from", "2026-01-02", "--to", "2026-01-01"), 2)


def test_what_can_not_be_recorded_is_not_shown(
    kept: Kept, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # fmt: skip
    view(kept.log)
    monkeypatch.setenv("C360_CHECKPOINTS", str(tmp_path / "nowhere" / "c.jsonl"))
    assert "Nothing is shown" in refused(run("show"), 7)


def test_files_are_written_and_segments_closed(kept: Kept, run: Run, tmp_path: Path) -> None:
    for _ in range(3):
        view(kept.log)
    kept.log.close()
    done = run("export", tmp_path / "all.jsonl")
    assert done.out.startswith(f"Wrote {tmp_path}/all.jsonl: records 1 to 3, SHA-256 ")
    assert "is there already" in refused(run("export", kept.log.checkpoints), 2)
    assert "nothing can be closed" in refused(run("close", tmp_path / "old.jsonl", "--before", "2020-01-01"), 2)
    done = run("close", tmp_path / "old.jsonl", "--through", 3)
    assert "records 1 to 3" in done.out
    told = run("verify").out
    assert "Segment 1, records 1 to 3, was closed on" in told
    assert json.loads(run("verify", "--json").out)["segments"][0]["last"] == 3
    refused(run("close", tmp_path / "old.jsonl"), 2)
    before = (tmp_path / "old.jsonl").read_bytes()
    for command in (("close", tmp_path / "old.jsonl", "--through", 5), ("export", tmp_path / "old.jsonl")):
        assert "is there already: name another" in refused(run(*command), 2)
    assert (tmp_path / "old.jsonl").read_bytes() == before, "the only copy of what left the log"


def test_the_settings_name_log_checkpoints_and_key(tmp_path: Path) -> None:
    signer = signer_at(tmp_path / "key.pem")
    env = {"C360_AUDIT": str(tmp_path / "a.sqlite"), "C360_CHECKPOINTS": str(tmp_path / "c.jsonl")}
    by_file = open_log(Settings.from_env(env | {"C360_AUDIT_KEY": str(tmp_path / "key.pem")}), "demo.book")
    pem = (tmp_path / "key.pem").read_text("ascii")
    settings = Settings.from_env(env | {"C360_AUDIT_KEY_PEM": pem})
    by_text = open_log(settings, "demo.book")
    assert by_file.signer().public.name == by_text.signer().public.name == signer.public.name
    assert by_file.checkpoints == tmp_path / "c.jsonl"
    assert "PRIVATE" not in repr(settings)
    view(by_file)
    view(by_text)
    by_text.close()
    by_file.close()
    assert by_text.verify() == 2
    assert not by_text.key_file.exists()


def test_settings_that_can_not_be_are_refused(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("no key", "ascii")
    for env, said in (
        ({"C360_AUDIT_KEY": str(key), "C360_AUDIT_KEY_PEM": "x"}, "both given"),
        ({"C360_AUDIT_KEY": str(tmp_path / "nowhere")}, "names no file"),
        ({"C360_CHECKPOINTS_STDOUT": "yes"}, "0 or 1"),
        ({"C360_AUDIT_KEY": str(key)}, "C360_AUDIT_KEY names holds no private key"),
        ({"C360_AUDIT_KEY_PEM": "secret words"}, "C360_AUDIT_KEY_PEM holds no private key"),
        ({"C360_AUDIT": "postgresql://host/audit"}, "C360_CHECKPOINTS"),
    ):
        with pytest.raises(UsageError, match=said):
            open_log(Settings.from_env(env), "demo.book")


def test_a_server_tells_checkpoints_on_standard_output_and_a_command_does_not(
    kept: Kept, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = Settings.from_env(
        {"C360_AUDIT": kept.where, "C360_CHECKPOINTS": str(kept.log.checkpoints), "C360_CHECKPOINTS_STDOUT": "1"}
    )
    command = open_log(settings, "demo.book")
    view(command)
    command.close()
    assert capfd.readouterr().out == ""
    server = open_log(settings, "demo.book", server=True)
    view(server)
    server.close()
    told = capfd.readouterr().out.splitlines()
    assert [json.loads(line)["record"] for line in told] == [1, 2]
    collected = tmp_path / "collected.jsonl"
    collected.write_text("".join(f"{line}\n" for line in told), "utf-8")
    assert AuditLog(kept.where, checkpoints=kept.log.checkpoints).verification([collected]).sealed == 2
