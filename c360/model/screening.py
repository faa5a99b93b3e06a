"""Against which sanctions lists somebody was screened, what was found, and what people decided about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

# How a candidate stands: nobody has decided, somebody has, or what was decided on has changed since.
OPEN: Final = "open"
CONFIRMED: Final = "confirmed"
DISMISSED: Final = "dismissed"
ASKS_AGAIN: Final = "asks again"
NEVER: Final = "No sanctions list was screened against."


@dataclass(frozen=True, slots=True)
class NumberedDocument:
    """A document: its number as written, or masked; `country` as an ISO 3166-1 alpha-2 code."""

    kind: str | None
    number: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenedSubject:
    """What the bank knows of a customer or company, as far as it is compared.

    `schema` is FollowTheMoney's name, Person or Company; `birth_date` an ISO day; `countries` as the book has them.
    """

    id: str
    name: str | None
    schema: str = "Person"
    birth_date: str | None = None
    countries: tuple[str, ...] = ()
    gender: str | None = None
    documents: tuple[NumberedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenedList:
    """A list in force: `dated` is the ISO day or instant that it gives as its own, `None` where nobody said;
    `loaded_at` when this version was loaded, in the bank's zone; `digest` names the version, `entries` counts it."""

    name: str
    dated: str | None
    loaded_at: datetime
    digest: str
    entries: int


@dataclass(frozen=True, slots=True)
class ListedAs:
    """A name of an entry: `kind` is primary, strong or weak, as its list says."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """What a list says of an entry, in its own words; births as ISO days, months, years, or from/to."""

    schema: str
    names: tuple[ListedAs, ...]
    births: tuple[str, ...]
    countries: tuple[str, ...]
    genders: tuple[str, ...]
    documents: tuple[NumberedDocument, ...]
    places_of_birth: tuple[str, ...]
    addresses: tuple[str, ...]
    programs: tuple[str, ...]
    positions: tuple[str, ...]
    listed_on: str | None
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScreenedFeature:
    """One thing that speaks for or against; the effects of a candidate add up to its score."""

    name: str
    effect: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """That somebody confirmed or dismissed a candidate, why and when, in the bank's zone; on which version."""

    outcome: str
    reason: str
    by: str
    at: datetime
    list_digest: str


@dataclass(frozen=True, slots=True)
class ScreenedCandidate:
    """A listed entry that this may be: a candidate until a person decides.

    score: 0 to 1 with four digits; `match` whether it reaches the threshold. One that doesn't is here only where
        somebody has confirmed it before it changed.
    features: what the score is made of.
    state: "open", "confirmed", "dismissed" or "asks again"; `changed` then says what changed since the decision.
    decisions: all on this pair, oldest first, the last of which stands or stood; of another list's entry of the same
        person where `twin` is true. `seen` is the number of the last on this very pair, 0 for none.
    """

    list: str
    entry_id: str
    name: str
    score: Decimal
    match: bool
    features: tuple[ScreenedFeature, ...]
    state: str
    changed: str
    twin: bool
    decisions: tuple[DecisionRow, ...]
    seen: int
    entry_digest: str
    listed: ListedRecord

    @property
    def counts(self) -> bool:
        """Whether it counts as a match, without a decision or confirmed."""
        return self.state != DISMISSED

    @property
    def undecided(self) -> bool:
        """Whether a person has to decide."""
        return self.state in (OPEN, ASKS_AGAIN)


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An entry whose score is below the threshold, shown and not counted."""

    list: str
    entry_id: str
    name: str
    score: Decimal
    features: tuple[ScreenedFeature, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening says of somebody. Only "screened" can mean that nothing was found.

    state, reason: "not screened" where no list is loaded, or those in `lists` aren't read yet, or there is no name;
        "unavailable" where a list or the decisions can't be read; "withheld" from the role. `reason` says which, `None`
        when screened. Candidates are then those that were confirmed once, and for want of a name those with an equal
        document number.
    lists: those in force, by name. Whoever is screened is so when the profile is made (`generated_date`), against
        these versions; so equal lists, decisions and customers give equal results, whatever the time.
    threshold, least: from which score on an entry is a candidate, and a near miss; `None` where nobody was screened.
    subject: what was compared of the customer. `token` stands for it before it was masked, and is what a decision on
        this rests on; `None` where nothing can be decided.
    candidates: by score, highest first, then list and id. near_misses: the first of `near` in all, likewise.
    """

    state: Literal["screened", "not screened", "unavailable", "withheld"]
    reason: str | None
    lists: tuple[ScreenedList, ...] = ()
    threshold: Decimal | None = None
    least: Decimal | None = None
    subject: ScreenedSubject | None = None
    candidates: tuple[ScreenedCandidate, ...] = ()
    near: int = 0
    near_misses: tuple[NearMiss, ...] = ()
    # Under this name it is in no JSON and so in no profile's id: it is made with a secret of the installation.
    _token: str | None = field(default=None, repr=False, compare=False)

    @property
    def token(self) -> str | None:
        """The keyed digest of what was compared."""
        return self._token

    @property
    def unsure(self) -> bool:
        """Whether there are lists that somebody should have been screened against and wasn't."""
        return self.state == "unavailable" or (self.state == "not screened" and bool(self.lists))


NOT_ASKED: Final = Screening("not screened", NEVER)
