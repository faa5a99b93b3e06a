"""Settings are read as a whole, and a wrong one is refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from c360.errors import UsageError
from c360.settings import Settings


def test_without_any_the_demo_book_is_opened() -> None:
    settings = Settings.from_env({"PATH": "/bin", "LC360_X": "not ours"})
    assert (settings.graph, settings.policy, settings.audit) == ("demo.book", None, None)
    assert settings.user


def test_all_are_read(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.touch()
    env = {
        "C360_GRAPH": "bank.book",
        "C360_USER": " ada ",
        "C360_POLICY": str(policy),
        "C360_AUDIT": "log.sqlite",
        "C360_KEEP_GENERATIONS": "7",
        "C360_LOG": "details.log",
    }
    assert Settings.from_env(env) == Settings("bank.book", "ada", policy, Path("log.sqlite"), Path("details.log"), 7)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("C360_GRAHP", "x", "did you mean C360_GRAPH?"),
        ("C360_", "x", "is not known"),
        ("C360_GRAPH", " ", "is empty"),
        ("C360_USER", "", "is empty"),
        ("C360_POLICY", "/nowhere/policy.toml", "names no file"),
        ("C360_KEEP_GENERATIONS", "0", "from 1 to 1000"),
        ("C360_KEEP_GENERATIONS", "-3", "whole number"),
        ("C360_KEEP_GENERATIONS", "two", "whole number"),
        ("C360_KEEP_GENERATIONS", "9" * 5000, "whole number"),
        ("C360_KEEP_GENERATIONS", "٣", "whole number"),
    ],
)
def test_a_wrong_one_is_refused_by_name(name: str, value: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        Settings.from_env({name: value})
    assert words in refused.value.title
    assert name in refused.value.title
    assert len(refused.value.title) < 250


def test_sanctions_lists_lie_beside_the_book_unless_a_folder_is_named(tmp_path: Path) -> None:
    beside = tmp_path / "bank.book.screening" / "lists"
    assert Settings().lists_of(str(tmp_path / "bank.book")) == beside
    assert Settings().lists_of(f"{tmp_path}/bank.book/") == beside
    named = Settings.from_env({"C360_LISTS": "lists"})
    assert named.lists_of("ws://127.0.0.1:8182/gremlin") == Path("lists")
    with pytest.raises(UsageError, match="C360_LISTS"):
        Settings().lists_of("ws://127.0.0.1:8182/gremlin")


def test_decisions_and_runs_lie_beside_the_lists_a_run_for_each_graph_that_shares_them(tmp_path: Path) -> None:
    book = str(tmp_path / "bank.book")
    assert Settings().decisions_of(book) == tmp_path / "bank.book.screening" / "decisions.sqlite"
    assert Settings().run_of(book) == tmp_path / "bank.book.screening" / "run.sqlite"
    named = Settings(lists=tmp_path / "shared" / "lists")
    assert named.decisions_of(book) == tmp_path / "shared" / "decisions.sqlite"
    assert named.run_of(book) != named.run_of("ws://127.0.0.1:8182/gremlin")
    assert named.run_of(book).parent == tmp_path / "shared"
