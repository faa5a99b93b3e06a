"""The named conditions that the policy's factors and floors use, each a plain function of the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from c360.rules.alerts import ALERTS
from c360.rules.condition import UNKNOWN, Condition, Number, Option, Points, Verdict, Words
from c360.rules.facts import AlertFact, DocumentFact, Facts, Review, counted, standing
from c360.rules.person import PERSON

__all__ = [
    "CONDITIONS", "KYC", "UNKNOWN", "AlertFact", "Condition", "DocumentFact", "Facts", "Number", "Option", "Points",
    "Review", "Verdict", "Words", "counted", "standing",
]  # fmt: skip

CONDITIONS: Final[Mapping[str, Condition]] = {**PERSON, **ALERTS}
# Those that are about the review itself: the cycle goes by the band without them.
KYC: Final = ("kyc_overdue", "kyc_cycle_exceeded")
