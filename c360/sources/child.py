"""A process of our own beside this one, for work that must be stoppable at any moment or has limits of its own.

It runs one of the scripts here and speaks in lines of JSON. It ends with the `with`, killed if need be, and when
this process ends in whatever way. Ctrl-C reaches only this process, which waits for answers and so can be stopped.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from c360.errors import C360Error


class ChildEnded(C360Error):
    """The process ended without an answer; `how` says how."""

    def __init__(self, how: str) -> None:
        super().__init__(
            f"A process of the load broke off ({how}): there may be too little memory. Nothing was changed."
        )
        self.how = how


class Child:
    """A running script, a file of Python beside this one."""

    def __init__(self, script: str) -> None:
        # -P: what lies beside the script must not stand in the place of the standard library.
        command = [sys.executable, "-P", str(Path(__file__).with_name(script))]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise ChildEnded(f"it can't be started: {error.strerror}") from error

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    def ask(self, what: Mapping[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """The answer to one line; `TimeoutError` when it takes longer than that, `ChildEnded` when none comes."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        try:
            stdin.write(json.dumps(what).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        if not select.select([stdout], [], [], seconds)[0]:
            raise TimeoutError
        line = stdout.readline()
        if not line.endswith(b"\n"):
            raise self._ended()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _ended(self) -> ChildEnded:
        code = self._process.wait()
        return ChildEnded(f"signal {-code}" if code < 0 else f"exit {code}")
