"""The signals chapter: every kind with what was found, the transactions of those that were, and how each is defined."""

from __future__ import annotations

from typing import Final

from c360.model import Profile
from c360.model.signals import Signals
from c360.policy import Policy
from c360.report.blocks import Note, Panel, panel, table
from c360.sheets import signals as sheets

_MOST: Final = 40
_DROP: Final = ("Currency", "Source", "Channel", "Place")


def panels(section: Signals, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels."""
    return (
        panel("Signals from transactions", sheets.WHAT, *table(sheets.overview(section, profile))),
        *(
            panel(one.title, one.definition, *((Note(said),) if (said := sheets.cut(one)) else ()),
                  *table(sheets.behind(one, profile), drop=_DROP, most=_MOST))
            for one in section.found
        ),
        panel("How each signal is defined", f"Policy {policy.version}",
              *table(sheets.definitions(section), drop=("After", "Up to"))),
    )  # fmt: skip
