"""Why somebody goes beyond their usual sight: one of the policy's reasons, and words of their own."""

from __future__ import annotations

from typing import Final

from c360 import words
from c360.errors import UsageError
from c360.policy import ActRules

LONGEST: Final = 200  # with the longest reason of a policy it fits into a record of the audit log


def reason(rules: ActRules, chosen: str | None, text: str | None) -> str:
    """Both as one line for the audit log. Raises `UsageError` where one lacks, isn't the policy's or is too long."""
    if chosen not in rules.reasons:
        raise UsageError("Choose a reason from the list.")
    return f"{chosen}: {own(text)}"


def own(text: str | None) -> str:
    """Words of one's own as one line. Raises `UsageError` for none and for too many."""
    told = words.plain((text or "").encode("utf-8", "backslashreplace").decode("utf-8"))
    if not any(c.isalnum() for c in told):
        raise UsageError("Say in words of your own why, for whoever reads it later.")
    if len(told) > LONGEST:
        raise UsageError(f"The words may have at most {LONGEST} characters.")
    return told
