"""Commands run as a user runs them, and what they left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from c360.cli import main


class Done(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def runner(capfdbinary: pytest.CaptureFixture[bytes], *first: str) -> Run:
    """Runs the command line; `first` stands before the arguments that each call gives."""

    def command(*arguments: object) -> Done:
        capfdbinary.readouterr()
        code = main([*first, *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode("utf-8"), err.decode("utf-8"))

    return command


def refused(done: Done, code: int) -> str:
    """The one sentence of a command that failed as it should."""
    assert (done.code, done.out) == (code, ""), done
    assert done.err.endswith((".\n", "?\n")), done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    return done.err
