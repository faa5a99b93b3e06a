"""Risk counted again: alerts and matches that count, the score, and what the policy's rules make of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from c360.graph import schema as s
from c360.policy import Rule
from c360.verify.base import Figures, Terms, begun, day_of, seconds
from c360.verify.records import Held, Records, Rows

_OPEN: Final = ("OPEN", "CONFIRMED")
_KNOWN: Final = (*_OPEN, "CLOSED_FALSE_POSITIVE", "CLOSED", "DISMISSED")


class Risks:
    """What the policy's rules read of one customer, and what they say."""

    def __init__(self, held: Held, records: Records, terms: Terms) -> None:
        self._held, self._records, self._terms = held, records, terms
        own_accounts = records.holds_edge(s.OWNS, s.PERSON, s.ACCOUNT)
        opened = [row for row in held.of("owned") if begun(row["openDate"], terms.as_of)]
        self._owned = {row["accountNumber"] for row in opened}
        self._alerts = {label: self._dated(label) if self._known(label, own_accounts) else None
                        for label in (s.FRAUD_ALERT, s.AML_ALERT)}  # fmt: skip
        known = self._known(s.SANCTIONS_MATCH, False)
        self._matches = self._newest_runs() if known else None
        scores = [row for row in held.of(s.CREDIT_SCORE) if row["score"] is not None
                  and begun(row["scoredAt"], terms.as_of)]  # fmt: skip
        dated = sorted(scores, key=lambda row: (row["scoredAt"] or date.min, row["bureau"] or "", row["score"]))
        self._score = dated[-1]["score"] if dated else None

    def figures(self) -> Figures:
        """Counts, score, base score, bands."""
        fraud, aml = (self._alerts[label] for label in (s.FRAUD_ALERT, s.AML_ALERT))
        told: Figures = {
            "risk.scores.fraud.alert_count": _count(fraud), "risk.scores.aml.alert_count": _count(aml),
            "risk.scores.sanctions.matches": _count(self._matches),
            "risk.scores.credit.score": None if self._score is None else round(self._score),
        }  # fmt: skip
        verdicts = {rule.id: self._applies(rule) for rule in self._terms.policy.rules}
        score, base, whole = self._bands(verdicts)
        told["risk.overall_score"] = None if score is None else round(score, 2)
        told["risk.base_risk"] = base
        told["risk.overall_risk"] = whole
        return told

    def _bands(self, verdicts: Mapping[str, bool | None]) -> tuple[Decimal | None, str | None, str | None]:
        """The score that these rules make, its band, and the band after their floors."""
        bands = sorted(self._terms.policy.bands, key=lambda step: step.start)
        order = [band.name for band in bands]
        rules = [(rule, verdicts[rule.id]) for rule in self._terms.policy.rules if rule.id in verdicts]
        weighted = [(rule.weight, applies) for rule, applies in rules if rule.weight is not None]
        floors = [rule.floor for rule, applies in rules if rule.floor is not None and applies]
        worst = max(floors, key=order.index, default=None)
        if any(applies is None for _, applies in weighted):
            return None, None, worst if worst == order[-1] else None
        score = sum((weight for weight, applies in weighted if applies), Decimal(0))
        base = max((band for band in bands if band.start <= score), key=lambda band: band.start).name
        return score, base, max(base, worst or base, key=order.index)

    def _known(self, label: str, own_accounts: bool) -> bool:
        holds = self._records.holds_edge
        by_account = own_accounts and holds(s.SUBJECT_OF, label, s.ACCOUNT)
        return self._records.holds(label) and (holds(s.SUBJECT_OF, label, s.PERSON) or by_account)

    def _dated(self, label: str) -> Rows:
        """The alerts raised by the as-of day, once each; one that is closed later was open then."""
        found = {}
        for row in self._held.of(label):
            raised, closed = (day_of(row[key], self._terms.zone) for key in ("raisedAt", "closedAt"))
            if row["on"] not in (None, *self._owned) or not begun(raised, self._terms.as_of):
                continue
            status = row["status"] if begun(closed, self._terms.as_of) else "OPEN"
            found[row["naturalKey"]] = {**row, "status": status, "raised": raised}
        return list(found.values())

    def _newest_runs(self) -> Rows:
        """Of each entry of a list the newest screening and decision, whenever it was."""
        found: dict[Any, dict[str, Any]] = {}
        for row in self._held.of(s.SANCTIONS_MATCH):
            entry = row["naturalKey"] if row["entryId"] is None else (row["listName"] or "", row["entryId"])
            if entry not in found or self._when(row) > self._when(found[entry]):
                found[entry] = row
        return list(found.values())

    def _when(self, row: Mapping[str, Any]) -> tuple[float, float, str]:
        zone = self._terms.zone
        return seconds(row["screenedAt"], zone), seconds(row["decidedAt"], zone), row["naturalKey"]

    def _applies(self, rule: Rule) -> bool | None:
        """Whether a rule's condition holds; `None` where it can't be told."""
        when, options, person, day = rule.when, rule.options, self._held.person, self._terms.as_of
        match when:
            case "credit_score_below":
                return self._score is not None and self._score < options["threshold"]
            case "fraud_alerts" | "aml_alerts" | "sanctions_matches":
                rows = self._matches if when == "sanctions_matches" else self._alerts[
                    s.FRAUD_ALERT if when == "fraud_alerts" else s.AML_ALERT]  # fmt: skip
                return None if rows is None else any(_standing(row) in options["status"] for row in rows)
            case "severe_alerts":
                sides = list(self._alerts.values())
                rows = [row for side in sides for row in side or ()]
                severe = any(
                    _standing(row) in options["status"] and (row["severity"] or "").upper() in options["severity"]
                    and (row["raised"] is None or (day - row["raised"]).days < options["days"])
                    for row in rows
                )  # fmt: skip
                return True if severe else None if None in sides else False
            case "alert_points":
                sides = list(self._alerts.values())
                many = round(sum(self._points(row, options) for side in sides for row in side or ()), 2)
                return True if many >= options["threshold"] else None if None in sides else False
            case "politically_exposed":
                flag: bool | None = person["politicallyExposed"]
                return flag
            case "kyc_overdue":
                return None if person["kycDueAt"] is None else bool(person["kycDueAt"] < day)
            case "kyc_cycle_exceeded":
                rest = {other.id: self._applies(other) for other in self._terms.policy.rules
                        if not other.when.startswith("kyc_")}  # fmt: skip
                band, reviewed = self._bands(rest)[2], person["kycReviewedAt"]
                if band is None or reviewed is None or reviewed > day:
                    return None
                return bool((day - reviewed).days > self._terms.policy.kyc_cycles[band])
            case "document_expired":
                if not self._records.holds_edge(s.HAS_DOCUMENT, s.PERSON, s.DOCUMENT):
                    return None
                issued = [row for row in self._held.of(s.DOCUMENT) if begun(row["issueDate"], day)]
                return any(row["expiryDate"] is not None and row["expiryDate"] < day for row in issued)
        raise NotImplementedError(f"no recount of the condition {when}")

    def _points(self, row: Mapping[str, Any], options: Mapping[str, Any]) -> Decimal:
        """What one alert weighs on the as-of day."""
        if _standing(row) not in options["status"]:
            return Decimal(0)
        word = (row["severity"] or "").upper()
        full: Decimal = options["points"].get(word, options["points"]["UNKNOWN"])
        if row["raised"] is None:
            return full
        age = Decimal((self._terms.as_of - row["raised"]).days)
        half_life: Decimal = options["half_life"]
        return full / Decimal(2) ** (age / half_life)


def _standing(row: Mapping[str, Any]) -> str:
    """A record whose status nobody knows hasn't been closed by anybody."""
    word = (row["status"] or "").upper()
    return word if word in _KNOWN else "OPEN"


def _count(rows: Rows | None) -> int | None:
    return None if rows is None else sum(_standing(row) in _OPEN for row in rows)
