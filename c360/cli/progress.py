"""Progress bars for a person, on stderr; nothing where stderr is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from c360.cli.words import clean


@contextmanager
def progress(*, thread: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """A callable `(what, done, total)` that moves one bar, gone when the work ends.

    Without a `thread` of its own it moves only when it is called: for work that doubles its process.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, auto_refresh=thread, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=None)

        def told(what: str, done: int, total: int) -> None:
            bar.update(task, description=clean(what)[:40], completed=done, total=total or None, refresh=not thread)

        yield told
