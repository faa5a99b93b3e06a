"""Reading a page as a person does: its words, without Markdown's escapes."""

from __future__ import annotations

from typing import Any

_KINDS = ("title", "header", "markdown", "caption", "text", "metric", "error", "warning", "info", "success")


def words(at: Any) -> str:
    """All that stands on the page in text, figures and static tables."""
    parts = [str(node.value) for kind in _KINDS for node in at.get(kind)]
    parts += [node.label for node in at.metric]
    parts += [str(node.value.to_string()) for node in at.table]
    return plain("\n".join(parts))


def tables(at: Any) -> str:
    """All that stands in the tables that sort."""
    return plain("\n".join(node.value.to_string() for node in at.dataframe))


def plain(text: Any) -> str:
    """Text as it is seen."""
    return str(text).replace("\\", "").replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ")
