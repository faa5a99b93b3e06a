"""Tables of screening against sanctions lists, and what its states and candidates are in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from c360 import names, words
from c360.model.screening import (
    ASKS_AGAIN,
    CONFIRMED,
    DISMISSED,
    NEVER,
    OPEN,
    ListedRecord,
    NumberedDocument,
    ScreenedCandidate,
    ScreenedFeature,
    ScreenedSubject,
    Screening,
)
from c360.sheets import Column, Sheet, sheet

# A standing is a word and a shape, filled where somebody has to act.
STANDING: Final = {OPEN: "▲ Undecided", ASKS_AGAIN: "▲ Asks again", CONFIRMED: "■ Confirmed", DISMISSED: "○ Dismissed"}
NOT_CLEAR: Final = "Nobody was screened, which doesn't mean that they are clear."
_SOURCE: Final = "Its source was screened elsewhere: what it delivers as matches is among the alerts."
_KINDS: Final = {"primary": "", "strong": "", "weak": " (weak alias)"}


def told(found: Screening, *, by_source: bool) -> str:
    """The state in a sentence or two; `by_source` is whether a source delivers matches of its own."""
    if found.state == "withheld":
        return words.HIDDEN
    if found.state != "screened" and found.candidates:
        count, each = words.counted(len(found.candidates), "candidate"), replace(found, candidates=())
        return f"{told(each, by_source=by_source)} Known all the same: {count}, by a number or a decision before."
    reason = (found.reason or "").strip()
    if found.state == "unavailable":
        return f"Screening is not available: {reason} {NOT_CLEAR}"
    if found.state == "not screened":
        said = "No sanctions list is loaded." if reason == NEVER else reason
        if found.lists:
            return f"Not screened: {said} That doesn't mean that anybody is clear."
        return f"Not screened here: {said} {_SOURCE if by_source else NOT_CLEAR}"
    open_ = sum(one.undecided for one in found.candidates)
    confirmed = sum(one.state == CONFIRMED for one in found.candidates)
    dismissed = len(found.candidates) - open_ - confirmed
    if not found.candidates:
        return f"Screened against {_counted(found)}: no candidate."
    parts = [
        f"{words.counted(count, 'candidate')} {what}"
        for count, what in ((open_, "without a decision"), (confirmed, "confirmed"), (dismissed, "dismissed"))
        if count
    ]
    return f"Screened against {_counted(found)}: {words.listed(parts)}."


def _counted(found: Screening) -> str:
    entries = words.counted(sum(one.entries for one in found.lists), "entry", "entries")
    return f"{words.counted(len(found.lists), 'list')} with {entries}"


def dated(text: str | None) -> str:
    """The day that a list gives as its own."""
    return "day not stated" if text is None else words.dated(text[:10])


def about(found: Screening) -> Sheet:
    """The state, so that a file without candidates says why."""
    rows = (
        [(found.state, found.reason, len(found.candidates), found.near)]
        if found.state == "screened"
        else [(found.state, found.reason, None, None)]
    )
    columns = (Column("State"), Column("Reason", none="none"), Column("Candidates", "count"),
               Column("Near misses", "count"))  # fmt: skip
    return sheet("screening", "Screening here", columns, rows)


def lists(found: Screening) -> Sheet:
    """The lists in force: of what day each is, when it was loaded here, which version."""
    rows = [(one.name, dated(one.dated), one.loaded_at, one.entries, one.digest[:12]) for one in found.lists]
    columns = (Column("List"), Column("Dated"), Column("Loaded here", "moment"), Column("Entries", "count"),
               Column("Version"))  # fmt: skip
    return sheet("screening_lists", "Lists screened against", columns, rows, "No sanctions list is loaded.")


def candidates(found: Screening) -> Sheet:
    """Every candidate and how it stands, the reasons and features in words."""
    rows = []
    for one in found.candidates:
        last = one.decisions[-1] if one.decisions else None
        rows.append((
            one.list, one.entry_id, one.name, one.score, STANDING.get(one.state, one.state), last.by if last else None,
            last.at if last else None, last.reason if last else None, one.changed or None,
            "; ".join(f"{feature.words} ({signed(feature.effect)})" for feature in one.features), one.entry_digest[:12],
        ))  # fmt: skip
    columns = (
        Column("List"), Column("Entry"), Column("Name"), Column("Score", "factor"), Column("Standing"),
        Column("Decided by", none="nobody yet"), Column("Decided", "moment", none="not yet"),
        Column("Reason", none="none yet"), Column("Changed since", none="nothing"), Column("Because"),
        Column("Entry's version"),
    )  # fmt: skip
    none = "No candidate." if found.state == "screened" else told(found, by_source=False)
    return sheet("screening_candidates", "Sanctions candidates", columns, rows, none,
                 held=bool(rows) or found.state == "screened")  # fmt: skip


def features(found: Iterable[ScreenedFeature], score: Decimal) -> Sheet:
    """What a score is made of: the effects add up to it."""
    rows = [(one.name, words.dated(one.words), _mark(one), signed(one.effect)) for one in found]
    columns = (Column("What"), Column("In words", none=""), Column("Speaks", none=""), Column("Effect"))
    return sheet("screening_features", "What the score is made of", columns, [*rows, ("Score", "", "", figure(score))])


def decisions(one: ScreenedCandidate) -> Sheet:
    """Who decided what, when and why, newest first."""
    rows = [(STANDING[row.outcome], row.by, row.at, row.reason, row.list_digest[:12])
            for row in reversed(one.decisions)]  # fmt: skip
    columns = (Column("Decision"), Column("By"), Column("At", "moment"), Column("Reason"), Column("List's version"))
    return sheet("screening_decisions", "Decisions", columns, rows, "Nobody has decided yet.")


def near(found: Screening) -> Sheet:
    """Entries below the threshold, the nearest first."""
    rows = [
        (one.list, one.entry_id, one.name, one.score,
         "; ".join(f"{each.words} ({signed(each.effect)})" for each in one.features))
        for one in found.near_misses
    ]  # fmt: skip
    columns = (Column("List"), Column("Entry"), Column("Name"), Column("Score", "factor"), Column("Because"))
    return sheet("screening_near", "Near misses", columns, rows, "No near miss.")


def figure(score: Decimal) -> str:
    """A score or threshold with two digits, or all four where they say more."""
    short = score.quantize(Decimal("0.01"))
    return f"{short:f}" if short == score else f"{score:f}"


def signed(effect: Decimal) -> str:
    """An effect with its sign: +0.15, and a real minus."""
    text = f"{effect:+f}".rstrip("0").rstrip(".")
    return (text if text not in ("+", "-") and effect else "0").replace("-", words.MINUS)


def mark(effect: Decimal) -> str:
    """Whether a feature speaks for or against, as a shape and a word."""
    return "▲ For" if effect > 0 else "▼ Against" if effect < 0 else "○ Neither"


def _mark(one: ScreenedFeature) -> str:
    """That a score ends somewhere speaks for nothing."""
    return mark(Decimal(0)) if one.name == "bounds" else mark(one.effect)


@dataclass(frozen=True, slots=True)
class Side:
    """One line of two records side by side: what the bank has, what the list has, and what that says."""

    what: str
    bank: str
    listed: str
    says: str


def side_by_side(one: ScreenedCandidate, who: ScreenedSubject, addresses: Iterable[str]) -> tuple[Side, ...]:
    """The two records. What was compared says so by its features, the rest is to be read; nothing is left out."""
    entry = one.listed
    return (
        Side("Name", who.name or words.UNKNOWN, one.name, _names(one)),
        Side("Other names", "none on record", _aliases(entry, one.name), "compared too: the nearest counts"),
        Side("Born", _day(who.birth_date), "; ".join(map(_birth, entry.births)) or "not stated",
             _says(one, "birth", bool(who.birth_date), bool(entry.births))),
        Side("Born in", "not held", _all(entry.places_of_birth), "not compared"),
        Side("Countries", _all(who.countries, words.UNKNOWN), _all(map(str.upper, entry.countries)),
             _says(one, "country", bool(who.countries), bool(entry.countries))),
        Side("Gender", who.gender or words.UNKNOWN, _all(entry.genders),
             _says(one, "gender", bool(who.gender), bool(entry.genders))),
        Side("Documents", _documents(who.documents, words.UNKNOWN), _documents(entry.documents, "not stated"),
             _says(one, "document", bool(who.documents), bool(entry.documents))),
        Side("Addresses", _all(addresses, words.UNKNOWN), _all(entry.addresses), "not compared"),
        Side("Positions", "not held", _all(entry.positions), "not compared"),
        Side("Programs", "none", _all(entry.programs), "not compared"),
        Side("Listed", "not held", dated(entry.listed_on), "not compared"),
        Side("Remarks", "not held", _all(entry.remarks, "none"), "not compared"),
    )  # fmt: skip


def compared(one: ScreenedCandidate) -> str:
    """Which of the entry's names was the nearest."""
    return next((each.words for each in one.features if each.name == "names compared"), "")


def differing(text: str, other: str) -> tuple[tuple[str, bool], ...]:
    """The words of a name, each with whether the other has it too; case, accents and commas aside."""
    there = {names.compact(word) for word in other.split()}
    return tuple((word, names.compact(word) in there) for word in text.split())


def _names(one: ScreenedCandidate) -> str:
    told = [each for each in one.features if each.name not in ("birth", "country", "gender", "document", "bounds")]
    against = sum((each.effect for each in told if each.name != "names compared"), Decimal(0))
    verdict = f"▼ Against ({signed(against)})" if against < 0 else "● Alike"
    return f"{verdict}: {compared(one)}"


def _says(one: ScreenedCandidate, name: str, bank: bool, listed: bool) -> str:
    found = [each for each in one.features if each.name == name]
    if found:
        return words.dated("; ".join(f"{mark(each.effect)} ({signed(each.effect)}): {each.words}" for each in found))
    if bank and listed:
        return "○ Neither: nothing that speaks for or against"
    lacks = words.listed([side for side, there in (("the bank", bank), ("the list", listed)) if not there])
    return f"○ Neither: not known to {lacks}"


def _aliases(entry: ListedRecord, name: str) -> str:
    return "; ".join(one.text + _KINDS.get(one.kind, "") for one in entry.names if one.text != name) or "none"


def _day(text: str | None) -> str:
    return words.UNKNOWN if text is None else words.dated(text)


def _birth(text: str) -> str:
    first, _, last = text.partition("/")
    return f"between {words.dated(first)} and {words.dated(last)}" if last else words.dated(first)


def _all(values: Iterable[str], none: str = "not stated") -> str:
    return "; ".join(values) or none


def _documents(found: tuple[NumberedDocument, ...], none: str) -> str:
    told = (" ".join(filter(None, (words.word(one.kind) if one.kind else None, one.number,
                                   f"({one.country.upper()})" if one.country else None))) for one in found)  # fmt: skip
    return "; ".join(told) or none
