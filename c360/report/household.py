"""The household chapter: who lives and banks together, what they hold once, what they lack."""

from __future__ import annotations

from c360 import words
from c360.model.household import Household
from c360.report.blocks import Block, Chapter, Facts, Note, panel, table
from c360.sheets import household as sheets


def chapter(found: Household) -> Chapter:
    """The whole chapter."""
    day, currency = words.day(found.as_of), found.currency
    count = words.counted(len(found.members), "member")
    once = f"In {currency}, each account once, balances of {words.day(found.totals.balances_as_of)}"
    panels = (
        panel("The household in figures", once, Facts(sheets.figures(found)), *_told(found), half=True),
        panel("Held and owed", once, *table(sheets.totals(found)), half=True),
        panel("Members", "Each with the figures of their own profile, which count a joint account in full",
              *table(sheets.members(found))),
        panel("Why they are members", "By the rules of the policy", *table(sheets.reasons(found))),
        panel("Accounts, each once", f"Each in its own currency; {sheets.rates(found)}",
              *table(sheets.holdings(found), drop=("Source",))),
        panel("Revenue", sheets.COUNTED, *table(sheets.revenue(found)), half=True),
        panel("What members lack", "Products and records that the policy asks for", *table(sheets.lacks(found)),
              half=True),
        panel("Tied to a member, and none", "People whom no rule makes a member", *table(sheets.left_out(found))),
    )  # fmt: skip
    return Chapter("Household", f"{count} as of {day}.", None, panels)


def _told(found: Household) -> tuple[Block, ...]:
    return tuple(Note(sentence) for sentence in sheets.told(found))
