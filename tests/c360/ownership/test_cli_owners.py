"""`python -m c360 owners` and `owned`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c360.cli import main
from tests.c360.ownership.holdings import holding
from tests.c360.ownership.test_ownership import CIRCLE


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capfd.readouterr()
    code = main(arguments)
    return code, *capfd.readouterr()


@pytest.fixture
def place(tmp_path: Path) -> str:
    owns = [*CIRCLE, ("c-p", None, "co-open"), ("c-p", 80, "co-wrong"), ("c-x", 50, "co-wrong")]
    return str(holding(tmp_path, owns).folder)


def test_as_json(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capfd, "owners", "co-a", "--graph", place, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["id"], found["unknown_share"], found["itself"]) == ("co-a", "0.0", ["11.1", "11.1"])
    assert found["parties"][0] == {
        "id": "c-p", "kind": "person", "name": "Name of c-p", "share_lower": "88.9", "share_upper": "88.9",
        "control": ["votes"], "may_control": False, "beneficial": "yes", "paths": [["c-p", "co-a"]],
    }  # fmt: skip
    _, out, _ = run(capfd, "owned", "c-p", "--graph", place, "--json")
    assert [one["id"] for one in json.loads(out)["parties"]] == ["co-a", "co-b", "co-open", "co-wrong"]
    assert json.loads(out)["unknown_share"] is None


def test_as_a_report(place: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    out = run(capfd, "owners", "co-a", "--graph", place)[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "Firm co-a (company co-a)" in out
    assert "in itself, through others  11.1 %" in out
    assert "c-x > co-b > co-a" in out
    out = run(capfd, "owned", "c-p", "--graph", place)[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "0.0 % to 100.0 %" in out
    assert "depends on shares not known" in out
    assert "Wrong in the data: the shares of co-wrong add up to 130.0 %." in out


def test_refusals(place: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "owners", "co-z", "--graph", place) == (1, "", "No such company in this book.\n")
    assert run(capfd, "owned", "nobody", "--graph", place) == (1, "", "Nobody in this book has this id.\n")
    code, out, err = run(capfd, "owners", "c-p", "--graph", place)
    assert (code, out) == (2, "")
    assert "Nobody owns a person" in err
