"""What a search found, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from c360.cli.tables import table
from c360.search import Hit


def hits_report(hits: Sequence[Hit], limit: int) -> Iterable[RenderableType]:
    """The hits, the best first; where `limit` cut them, it says so."""
    if not hits:
        yield Text("Nothing found.")
        return
    nothing = Text("")
    rows = [
        (
            hit.kind, hit.id, hit.name or nothing, str(hit.born) if hit.born else nothing, hit.town or nothing,
            hit.matched if hit.how == "exact" else f"{hit.matched} ({hit.how})",
        )
        for hit in hits
    ]  # fmt: skip
    yield table(("kind", "id", "name", "born", "town", "matched"), rows)
    if len(hits) == limit:
        yield Text(f"The best {limit:,}; there may be more: type more of it, or give --limit.", style="dim")


def hits_plain(hits: Sequence[Hit]) -> list[dict[str, object]]:
    """The hits as JSON has them: kind, id, name, score, matched, how, town, born (YYYY-MM-DD); null where not held."""
    return [
        {
            "kind": hit.kind, "id": hit.id, "name": hit.name, "score": hit.score, "matched": hit.matched,
            "how": hit.how, "town": hit.town, "born": hit.born.isoformat() if hit.born else None,
        }
        for hit in hits
    ]  # fmt: skip
