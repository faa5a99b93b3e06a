"""Hostile texts as arguments of commands, and as names to compare."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from c360.audit import AuditLog
from c360.cli import main
from c360.screening.compare import compare
from c360.screening.subject import Subject
from tests.c360.commands import Run, runner
from tests.factories import make_book
from tests.hostile.bank import AS_OF, EDGES, VERTICES, state_of
from tests.hostile.inputs import DOCUMENT, SSN, civil, fuzzed, payloads, texts, tried

EXIT_CODES = range(8)
# What moves a terminal's cursor, or turns the direction of what follows.
TAKES_OVER = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny bank, to be copied."""
    return make_book(tmp_path_factory.mktemp("commands"), VERTICES, EDGES, as_of=AS_OF)


# --- names to compare


def test_any_two_names_have_a_comparison() -> None:
    given_ = payloads()
    with tried("names compared") as seen:
        for left, right in zip(given_, (*given_[7:], *given_[:7]), strict=True):
            for schema in ("Person", "Company"):
                pair = Subject(left, schema), Subject(right, schema, birth_date=left, countries=(right,))
                there, back = compare(*pair), compare(*pair[::-1])
                assert 0 <= there.score <= 1
                assert there.score == back.score
                seen.add((left, right, schema))


def test_any_text_at_all_is_compared() -> None:
    with tried("names compared, any text") as seen:

        @fuzzed
        @given(texts(), texts())
        def compared(left: str, right: str) -> None:
            result = compare(Subject(left), Subject(right))
            assert 0 <= result.score <= 1
            assert result.match == (result.score >= 0.7)
            seen.add((left, right))

        compared()


# --- arguments of commands

COMMANDS = (
    ("search", "{}"), ("profile", "{}"), ("household", "{}"), ("owners", "{}"), ("owned", "{}"), ("flows", "{}"),
    ("connected", "c-1", "{}"), ("connected", "c-1", "c-2", "--over", "{}"), ("profile", "c-1", "--as-of", "{}"),
    ("profile", "c-1", "--lookback", "{}"), ("search", "ann", "--limit", "{}"), ("unload", "{}", "--into", "BOOK"),
    ("lists", "changes", "{}"), ("lists", "remove", "{}"), ("screen", "decisions", "{}"),
    ("screen", "decide", "{}", "UN", "1", "dismissed", "--reason", "x"), ("verify", "--seed", "{}"), ("{}",),
    ("screen", "{}"),
    ("search", "ann", "{}"), ("audit", "{}"), ("policy", "check", "{}"), ("lists", "load", "{}", "x"),
)  # fmt: skip


@pytest.fixture
def own(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the book, deep in a folder that nothing else is in, as the place where commands run."""
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    monkeypatch.setenv("C360_USER", "ada")
    monkeypatch.setenv("C360_GRAPH", str(shutil.copytree(bank, deep / "bank.book")))
    monkeypatch.setenv("C360_AUDIT", str(tmp_path / "audit.sqlite"))
    return deep


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    return runner(capfdbinary)


def test_any_argument_ends_with_an_exit_code_of_the_contract(own: Path, run: Run, tmp_path: Path) -> None:
    """Each text is an argument of one command, and each command gets texts of every family."""
    before = state_of(own / "bank.book" / "generations")
    with tried("arguments") as seen:
        for at, text in enumerate(payloads(5_000)[::3]):
            command = COMMANDS[at % len(COMMANDS)]
            argv = [str(own / "bank.book") if one == "BOOK" else text if one == "{}" else one for one in command]
            if text in ("--help", "-h"):
                continue
            done = run(*argv)
            assert done.code in EXIT_CODES, argv
            if done.code:
                assert done.out == "", argv
                assert done.err.count("\n") == 1, (argv, done.err)
                assert not TAKES_OVER.search(done.err[:-1]), (argv, done.err)
                assert "not foreseen" not in done.err, argv
                civil(done.err, longest=1500)
            else:
                assert not TAKES_OVER.search(done.out.replace("\n", "")), argv
                assert SSN not in done.out
                assert DOCUMENT not in done.out
            seen.add((command, text))
    assert state_of(own / "bank.book" / "generations") == before  # a check of the figures is kept beside them
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("audit")] == ["a"]
    assert AuditLog(tmp_path / "audit.sqlite").verify() > 0


# Places in commands for names, paths and numbers, beside those above.
FURTHER = (
    ("load", "x", "{}", "--into", "BOOK"), ("load", "x", ".", "--source", "{}", "--into", "BOOK"),
    ("load", "berka", ".", "--into", "{}"), ("unload", "x", "--into", "{}"), ("profile", "c-1", "--pdf", "{}"),
    ("profile", "c-1", "--csv", "{}"), ("lists", "load", "un", "{}"), ("lists", "load", "ofac", "{}"),
    ("lists", "load", "opensanctions", "{}"), ("lists", "--graph", "{}"), ("policy", "try", "{}"),
    ("screen", "--names", "{}", "--csv", "x.csv"), ("screen", "--names", "x", "--csv", "{}"),
    ("screen", "x", "--born", "{}"), ("screen", "x", "--country", "{}"), ("screen", "x", "--schema", "{}"),
    ("screen", "decide", "c-1", "{}", "1", "dismissed", "--reason", "x"), ("audit", "verify", "--graph", "{}"),
    ("screen", "decide", "c-1", "UN", "{}", "dismissed", "--reason", "x"), ("index", "--into", "{}"),
    ("screen", "decide", "c-1", "UN", "1", "{}", "--reason", "x"), ("demo", "--into", "{}", "--customers", "3"),
    ("load", "x", ".", "--into", "BOOK", "--rejects", "{}"), ("owners", "c-1", "--kind", "{}"),
)  # fmt: skip


@pytest.mark.parametrize(
    "text", ["A" * 250 + "é" * 3, "A" * 3_000, "a/" * 3_000, "x\0y"], ids=["name", "long", "deep", "NUL"]
)
def test_what_no_file_can_be_called_is_refused_in_a_short_sentence(
    text: str, own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state_of(own)
    for command in (*COMMANDS, *FURTHER):
        if main([str(own / "bank.book") if one == "BOOK" else one.replace("{}", text) for one in command]):
            message = capsys.readouterr().err
            assert "not foreseen" not in message, command
            civil(message)
    assert state_of(own) == before


def test_json_of_a_refused_command_is_nothing_and_of_an_answered_one_is_json(own: Path, run: Run) -> None:
    for text in payloads(100)[::12]:
        done = run("search", text, "--json")
        assert (done.out == "") == bool(done.code), text
        assert done.code or isinstance(json.loads(done.out), list)


def test_a_place_that_is_no_book_is_said_to_be_none(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Paths of the machine among them: what lies there is neither read out nor changed."""
    with tried("places") as seen:
        for text in payloads(1_000)[::5]:
            if text.startswith(("ws:", "wss:")) or text == "--":  # an address is not asked, and "--" is no value
                continue
            code = main(["search", "ann", f"--graph={text}"])
            told_ = capsys.readouterr()
            assert code in (1, 2, 3, 4, 5), text
            assert (told_.out, told_.err.count("\n")) == ("", 1), (text, told_.err)
            assert "not foreseen" not in told_.err, text
            civil(told_.err, longest=3_000)
            seen.add(text)
