"""The sections of a profile. A module of this package with a `SECTION` is one: adding a file adds a section."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from c360.sections.contract import Section


def shown_with(name: str) -> tuple[str, ...]:
    """The sections that are shown where this one is: itself first, then those within it."""
    return name, *(other for other, section in registry().items() if section.within == name)


@cache
def registry() -> Mapping[str, Section]:
    """Every section by name, in the profile's order."""
    modules = (import_module(f"{__name__}.{info.name}") for info in iter_modules(__path__))
    found = (module.SECTION for module in modules if hasattr(module, "SECTION"))
    return MappingProxyType({section.name: section for section in sorted(found, key=lambda s: s.order)})
