"""`python -m c360 connected` and `flows`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c360.cli import main
from tests.c360.networks.around import bank


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capfd.readouterr()
    code = main(arguments)
    return code, *capfd.readouterr()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", "160")
    return str(bank(tmp_path).folder)


def test_connected(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "connected", "c-2", "c-6", "--graph", place, "--over", "family,companies")
    assert (code, err) == (0, "")
    assert "3 steps apart, 1 shortest way" in out
    assert "Name of c-1 owns Firm (40.0 %)" in out
    found = json.loads(run(capfd, "connected", "c-2", "c-1", "c-3", "--graph", place, "--json")[1])
    assert [one["steps"] for one in found] == [1, 2, 1]
    assert found[0]["ways"][0]["steps"][0][0]["role"] == "SPOUSE"
    out = run(capfd, "connected", "c-2", "c-6", "--graph", place, "--steps", "1")[1]
    assert "Not connected within these steps" in out


def test_flows(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "flows", "c-1", "--graph", place)
    assert (code, err) == (0, "")
    assert "in from others        $105.05" in out
    assert "$41.30" in out
    found = json.loads(run(capfd, "flows", "c-1", "--graph", place, "--lookback", "365", "--json")[1])
    assert (found["inflow"], found["outflow"], found["internal"]) == ("105.05", "941.30", "7.00")


def test_refusals(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "flows", "c-99", "--graph", place)[0] == 1
    assert run(capfd, "connected", "c-1", "c-99", "--graph", place)[:2] == (1, "")
    for wrong in (
        ("connected", "c-1"), ("connected", "c-1", "c-2", "--steps", "5"),
        ("connected", "c-1", "c-2", "--over", "friends"), ("flows", "c-1", "--as-of", "2030-01-01"),
    ):  # fmt: skip
        code, out, err = run(capfd, *wrong, "--graph", place)
        assert (code, out) == (2, ""), err
