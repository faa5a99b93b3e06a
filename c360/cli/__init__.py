"""The command line: `python -m c360 ...`.

A command works out its whole answer before a byte of it is printed, so that on failure stdout is empty and stderr
holds one sentence. Exit codes are those of `c360.errors`; whatever else goes wrong is 1.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
import warnings
from collections.abc import Sequence

from c360 import details_file
from c360.cli.arguments import parse
from c360.cli.words import clean
from c360.errors import C360Error

log = logging.getLogger("c360")

# What a shell expects after Ctrl-C: 128 and the signal's number.
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; nothing is raised but what --help raises."""
    _quiet()
    try:
        from c360.cli.commands import run

        answer = run(parse(sys.argv[1:] if argv is None else argv))
    except C360Error as error:
        log.error("%s: %s", type(error).__name__, error.detail or error.title)
        return _fail(error.title, error.exit_code)
    except KeyboardInterrupt:
        return _fail("Stopped; what was stored before is as it was.", INTERRUPTED)
    except Exception as error:
        log.exception("unexpected")
        return _fail(_unexpected(error), 1)
    return _print(answer)


def _quiet() -> None:
    """Keep libraries' warnings off stderr: details go to the file that C360_LOG names, or nowhere."""
    path = os.environ.get("C360_LOG")
    try:
        handler: logging.Handler = details_file.handler(path) if path else logging.NullHandler()
    except OSError:
        handler = logging.NullHandler()
    logging.basicConfig(handlers=[handler], format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def _unexpected(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full: make room, then try again; what was stored before is as it was."
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "A file or folder that this needs can't be read or written by this user."
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return "The name of a file or folder is longer than the disk takes."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this."
    return "Something went wrong that was not foreseen: set C360_LOG=FILE and try again to keep the details."


def _fail(sentence: str, code: int) -> int:
    # One sentence: that is what programs are promised.
    line = re.sub(r"\. (\w*)", lambda next_: f"; {_within(next_[1])}", clean(sentence))
    sys.stderr.write(line + ("\n" if line.endswith((".", "?", "!")) else ".\n"))
    return code


def _within(word: str) -> str:
    """A sentence's first word as it stands inside one: names such as DuckDB and C360_LOG keep their letters."""
    return word.lower() if word.istitle() else word


def _print(answer: str) -> int:
    """UTF-8 whatever the locale says; a reader that went away early is no failure."""
    try:
        sys.stdout.buffer.write(answer.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        # Python flushes stdout again at exit, and would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            return _fail(f"The answer can't be written: {error.strerror}.", 1)
    return 0
