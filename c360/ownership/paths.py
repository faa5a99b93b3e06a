"""The ways from one party to all others, shortest first, none in a circle."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

Way = tuple[str, ...]


def ways(links: Mapping[str, Collection[str]], start: str, most: int) -> tuple[dict[str, list[Way]], set[str]]:
    """At most `most` ways to each, and those to which there are more: in a dense group there are millions."""
    found: dict[str, list[Way]] = {}
    more: set[str] = set()
    waiting: deque[Way] = deque([(start,)])
    while waiting:
        way = waiting.popleft()
        for end in links.get(way[-1], ()):
            if end in way:
                continue
            known = found.setdefault(end, [])
            if len(known) < most:
                known.append((*way, end))
                waiting.append(known[-1])
            else:
                more.add(end)
    return found, more
