"""From a section's name to the component that draws it: `components/NAME.py` with a `show`.

Every view takes the section and its state; what else it wants, it names among its parameters, and gets from what the
page has to offer. So a section that is added needs its own two files and nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import signature
from typing import Any, Final

from c360 import words
from c360.model import Profile
from c360.sections import registry
from components.panel import OFF, missing, panel

NAMES: Final = tuple(name for name, section in registry().items() if not section.within)
TABS: Final = tuple(name.capitalize() for name in NAMES)


def view(name: str) -> Callable[..., None]:
    """The function that draws the section of this name."""
    show: Callable[..., None] = import_module(f"components.{name}").show
    return show


def draw(name: str, profile: Profile, offered: Mapping[str, Any]) -> None:
    """Draws one section of the profile; `offered` is what views may ask for, by parameter name."""
    if name in profile.withheld:
        with panel(name.capitalize()):
            missing(words.HIDDEN, OFF)
        return
    show = view(name)
    wanted = [each for each in signature(show).parameters if each not in ("section", "state")]
    show(profile.parts.get(name), profile.sections.get(name), **{each: offered[each] for each in wanted})
