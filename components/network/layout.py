"""Where each node stands: rings around the customer, worked out here because physics in a browser takes seconds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

_FIRST: Final = 170.0  # radius of the first ring, in the canvas's units
_STEP: Final = 95.0
_ROOM: Final = 105.0  # along a ring, what a node and its label need
_WIDE: Final = 1.6  # the browser spreads the rings over a panel that is wider than high


def positions(centre: str, ring: Sequence[str], hung: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """`ring` around `centre`, on as many rings as it takes; each of `hung` outside the node it hangs on.

    The same input gives the same picture, so that a page that is opened twice looks the same.
    """
    places: dict[str, tuple[float, float]] = {centre: (0.0, 0.0)}
    angles: dict[str, float] = {}
    left = list(ring)
    radius = _FIRST
    while left:
        fits = max(6, int(2 * math.pi * radius * _WIDE * 0.75 / _ROOM))
        here, left = left[:fits], left[fits:]
        for index, node in enumerate(here):
            # Half a step off the vertical, where the line's label would lie on the names above and below.
            angle = 2 * math.pi * (index + 0.5) / len(here) - math.pi / 2 + (radius - _FIRST) / 400
            angles[node] = angle
            places[node] = _at(radius, angle)
        radius += _STEP
    seen: dict[str, int] = {}
    for node, holder in hung.items():
        nth = seen[holder] = seen.get(holder, -1) + 1
        spread = (nth + 1) // 2 * (-1 if nth % 2 else 1) * 0.16
        places[node] = _at(radius + nth // 12 * _STEP, angles.get(holder, 0.0) + spread)
    return places


def _at(radius: float, angle: float) -> tuple[float, float]:
    return round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1)
