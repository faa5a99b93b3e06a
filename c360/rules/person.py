"""The conditions on the person: credit score, political exposure, KYC reviews, documents."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from c360.graph import schema as s
from c360.rules.condition import Condition, Number, Verdict
from c360.rules.facts import Facts, oldest

if TYPE_CHECKING:
    from c360.policy import Rule


def _score_below(facts: Facts, rule: Rule) -> Verdict:
    limit = rule.options["threshold"]
    threshold = f"below {limit}"
    if facts.score is None:
        return Verdict(False, "No credit score is available: it counts as neither good nor bad", threshold=threshold)
    below = facts.score < limit
    words = "is below" if below else "is not below"
    return Verdict(below, f"Score {facts.score:g} {words} {limit}", facts.score_evidence,
                   f"score {facts.score:g}", threshold, facts.scored if below else None)  # fmt: skip


def _politically_exposed(facts: Facts, rule: Rule) -> Verdict:
    if facts.politically_exposed is None:
        return Verdict(None, "Not known whether the person is politically exposed", threshold="yes")
    words = "Recorded as politically exposed" if facts.politically_exposed else "Recorded as not politically exposed"
    value = "yes" if facts.politically_exposed else "no"
    return Verdict(facts.politically_exposed, words, (facts.person,), value, "yes")


def _kyc_overdue(facts: Facts, rule: Rule) -> Verdict:
    threshold = f"before {facts.as_of.isoformat()}"
    if facts.kyc_due is None:
        return Verdict(None, "Not known when the KYC review is due", threshold=threshold)
    overdue, due = facts.kyc_due < facts.as_of, facts.kyc_due.isoformat()
    return Verdict(overdue, f"Due {due}, {'overdue' if overdue else 'not yet overdue'}", (facts.person,),
                   f"due {due}", threshold, facts.kyc_due if overdue else None)  # fmt: skip


def _kyc_cycle(facts: Facts, rule: Rule) -> Verdict:
    """The day of the last review and the cycle of the band give the next one; that day is over."""
    threshold = f"before {facts.as_of.isoformat()}"
    if facts.kyc_reviewed is None:
        return Verdict(None, "Not known when KYC was last reviewed", threshold=threshold)
    band, days = facts.review.band, facts.review.days
    if band is None or days is None:
        why = "Not known how often: the band without the KYC rules can't be told"
        return Verdict(None, why, (facts.person,), threshold=threshold)
    due = facts.kyc_reviewed + timedelta(days=days)
    over = due < facts.as_of
    told = (
        f"Reviewed {facts.kyc_reviewed.isoformat()}; without the KYC rules {band}, which asks for a review every"
        f" {days:,} days: next {due.isoformat()}, {'overdue' if over else 'not yet overdue'}"
    )
    return Verdict(over, told, (facts.person,), f"next {due.isoformat()}", threshold, due if over else None)


def _document_expired(facts: Facts, rule: Rule) -> Verdict:
    threshold = "1 or more"
    if facts.documents is None:
        return Verdict(None, "Documents are not held in this book", threshold=threshold)
    expired = [doc for doc in facts.documents if doc.expiry is not None and doc.expiry < facts.as_of]
    value = f"{len(expired)} expired"
    if expired:
        return Verdict(True, f"{len(expired)} of {len(facts.documents)} documents expired",
                       tuple(doc.evidence for doc in expired), value, threshold,
                       oldest(doc.expiry for doc in expired))  # fmt: skip
    if not facts.documents:
        return Verdict(False, "No document on record", (), value, threshold)
    return Verdict(False, f"Documents on record: {len(facts.documents)}, none of them expired",
                   tuple(doc.evidence for doc in facts.documents), value, threshold)  # fmt: skip


PERSON: Final = {
    # 300 to 850 is the range of FICO scores; another bureau's may start at 0 and end at 1,000.
    "credit_score_below": Condition(
        {"threshold": Number(Decimal(1), Decimal(1000), "points", wider=1)}, (f"{s.CREDIT_SCORE}: score",), _score_below
    ),
    "politically_exposed": Condition({}, (f"{s.PERSON}: politicallyExposed",), _politically_exposed),
    "kyc_overdue": Condition({}, (f"{s.PERSON}: kycDueAt",), _kyc_overdue),
    "kyc_cycle_exceeded": Condition({}, (f"{s.PERSON}: kycReviewedAt",), _kyc_cycle, last=True),
    "document_expired": Condition({}, (f"{s.DOCUMENT}: expiryDate",), _document_expired),
}
