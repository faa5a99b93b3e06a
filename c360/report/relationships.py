"""The relationships chapter: the network, and the same as tables."""

from __future__ import annotations

from typing import Final

from c360.model import Profile, Relationships
from c360.network import network
from c360.policy import Policy
from c360.report.blocks import Block, Net, Note, Panel, panel, table
from c360.sheets import relationships as sheets

# On paper nobody zooms in; beyond this the tables say it better.
_DRAWN: Final = 24


def panels(section: Relationships, profile: Profile, policy: Policy) -> tuple[Panel, ...]:
    """The chapter's panels."""
    return (
        panel("Who stands around this customer?", sheets.neighbours(section, profile), *_picture(section, profile)),
        panel("Family", "What the other is to this customer", *table(sheets.family(section, profile)), half=True),
        panel("Business", "People and companies", *table(sheets.business(section, profile)), half=True),
        panel("Accounts and who else is on them", "Owned and authorised; closed accounts too",
              *table(sheets.accounts(section, profile))),
        panel("Companies owned, controlled or directed", "Ownership in percent, of this customer alone",
              *table(sheets.companies(section, profile))),
    )  # fmt: skip


def _picture(section: Relationships, profile: Profile) -> tuple[Block, ...]:
    found = network(section, profile.customer_id, profile.summary.name, _DRAWN)
    if len(found.nodes) == 1:
        return (Note("Nobody and nothing is tied to this customer on record."),)
    width = max(abs(node.x) for node in found.nodes) or 1.0
    height = max(abs(node.y) for node in found.nodes) or 1.0
    places = {node.key: (0.5 + node.x / width * 0.38, 0.48 + node.y / height * 0.4) for node in found.nodes}
    nodes = tuple((node.kind, _short(node.label), *places[node.key]) for node in found.nodes)
    lines = tuple((*places[tie.start], *places[tie.end], tie.label) for tie in found.ties)
    told = f"Network of {len(found.nodes) - 1} people, companies and accounts; the tables below say the same"
    drawn: tuple[Block, ...] = (Net(told, nodes, lines),)
    if found.left_out:
        drawn += (Note(f"The first {_DRAWN} of {_DRAWN + found.left_out:,} are drawn; the tables have the rest."),)
    return drawn


def _short(label: str) -> str:
    return label if len(label) <= 26 else label[:25] + "…"
