"""The commands of a user whose role is for a branch: nobody of another one is in what they print."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.c360.commands import Run, refused, runner
from tests.c360.scope.banks import MARKS, bank

ACCESS: Final = """
manager_claim = "relationship_manager"

[[roles]]
name = "north"
sections = ["all"]
books = ["all"]
rights = ["decide", "export", "uncover", "administer"]
[roles.part]
branches = ["North"]
staff = true
vips = true

[[grants]]
user = "nora"
role = "north"
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture
def run(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    (tmp_path / "access.toml").write_text(ACCESS)
    for key, value in {
        "GRAPH": book, "USER": "nora", "ACCESS": tmp_path / "access.toml", "AUDIT": tmp_path / "audit.sqlite",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"C360_{key}", str(value))
    return runner(capfdbinary)


COMMANDS: Final = (
    ("profile", "vis-1"), ("profile", "vis-1", "--json"), ("household", "vis-1"), ("household", "vis-1", "--json"),
    ("flows", "vis-1"), ("flows", "vis-1", "--json"), ("connected", "vis-1", "vis-2"), ("owners", "co-1"),
    ("owned", "vis-1", "--json"), ("search", "Quixley"), ("search", "hid", "--json"), ("search", "kind:account"),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_prints_nobody_outside(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command)
    assert (done.code, done.err) == (0, "")
    assert [mark for mark in MARKS if mark in done.out.replace("'hid'", "")] == []


def test_a_table_in_csv_names_nobody_outside(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "tables"
    assert run("profile", "vis-1", "--csv", target).code == 0
    files = [target] if target.is_file() else sorted(target.rglob("*.csv"))
    text = b"".join(file.read_bytes() for file in files).decode("utf-8", "replace")
    assert text
    assert [mark for mark in MARKS if mark in text] == []


@pytest.mark.parametrize(
    "command",
    [("profile", "?"), ("household", "?"), ("flows", "?"), ("owned", "?"), ("connected", "vis-1", "?")],
)
def test_whoever_is_outside_is_nobody(run: Run, command: tuple[str, ...]) -> None:
    told = [refused(run(*(one.replace("?", who) for one in command)), 1) for who in ("hid-1", "hid-9")]
    assert told[0] == told[1]


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_a_check_of_the_whole_book_names_nobody_outside(run: Run, how: tuple[str, ...]) -> None:
    done = run("verify", *how)
    assert (done.code, done.err) == (0, "")
    assert [mark for mark in MARKS if mark in done.out] == []
