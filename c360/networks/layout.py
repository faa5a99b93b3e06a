"""Where the nodes of a picture stand: rings around the centre by steps from it, each beside what it hangs on.

Positions are worked out here because physics in a browser takes seconds. The same input gives the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

_FIRST: Final = 190.0  # from one ring to the next, in the canvas's units
_ROOM: Final = 75.0  # along a ring, what a node needs
_WIDE: Final = 1.7  # a panel is wider than high
_LANES: Final = 3  # a full ring is three rings close together, so that neighbours' labels don't meet
_LANE: Final = 64.0


def positions(
    centre: str, keys: Sequence[str], lines: Iterable[tuple[str, str]], pinned: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """A place for each key; `pinned` stand where they are said to."""
    near: dict[str, list[str]] = {key: [] for key in keys}
    for here, there in lines:
        near[here].append(there)
        near[there].append(here)
    children, rings = _tree(centre, keys, near)
    weight: dict[str, float] = {}
    for ring in reversed(rings):
        for key in ring:
            # Less than in proportion: else those without neighbours of their own would stand in no room at all.
            weight[key] = 1 + 0.3 * sum(weight[child] for child in children[key])
    angles = {centre: (0.0, 2 * math.pi)}
    for ring in rings:
        for key in ring:
            start, width = angles[key]
            for child in children[key]:
                part = width * weight[child] / sum(weight[one] for one in children[key])
                angles[child] = (start, part)
                start += part
    places = {centre: (0.0, 0.0)}
    radius = 0.0
    for ring in rings[1:]:
        lanes = _LANES if len(ring) > 24 else 2 if len(ring) > 10 else 1
        gap = sorted(angles[key][1] for key in ring)[len(ring) // 4]
        radius = max(radius + _FIRST, min(_ROOM / (gap * lanes), len(ring) * _ROOM))
        order = sorted(ring, key=lambda key: angles[key][0])
        for index, key in enumerate(order):
            start, width = angles[key]
            far = radius + index % lanes * _LANE
            # Half a step off the vertical, where a line's label would lie on the names above and below.
            angle = start + width / 2 - math.pi / 2
            places[key] = (round(_WIDE * far * math.cos(angle), 1), round(far * math.sin(angle), 1))
        radius += (lanes - 1) * _LANE
    return places | {key: place for key, place in pinned.items() if key in places}


def _tree(
    centre: str, keys: Sequence[str], near: Mapping[str, Sequence[str]]
) -> tuple[dict[str, list[str]], list[list[str]]]:
    """Each node's children, and the nodes by their steps from the centre; what hangs on nothing stands around it."""
    children: dict[str, list[str]] = {key: [] for key in keys}
    seen, rings = {centre}, [[centre]]
    while rings[-1]:
        ring: list[str] = []
        for key in rings[-1]:
            for other in near[key]:
                if other not in seen:
                    seen.add(other)
                    children[key].append(other)
                    ring.append(other)
        rings.append(ring)
    rings.pop()
    loose = [key for key in keys if key not in seen]
    if loose:
        children[centre] += loose
        rings[1:2] = [[*(rings[1] if len(rings) > 1 else []), *loose]]
    return children, rings
