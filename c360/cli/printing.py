"""What a command prints: a report as wide as the terminal, or JSON."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable

from rich.console import RenderableType


def as_text(parts: Iterable[RenderableType]) -> str:
    """The report as text."""
    from c360.cli.report import render

    colour = sys.stdout.isatty()
    return render(parts, width=shutil.get_terminal_size((110, 24)).columns, colour=colour)


def as_json(value: object) -> str:
    """Plain values as JSON text."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
