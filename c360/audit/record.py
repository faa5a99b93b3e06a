"""What a record of the audit log says, as it is given and as it is read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson
import rfc8785

ACTIONS: Final = (
    "login", "logout", "view", "search", "uncover", "break glass", "export", "approve", "decide", "policy", "load",
    "verify", "screen", "administer",
)  # fmt: skip
OUTCOMES: Final = ("success", "no such customer", "failed", "denied")
COLUMNS: Final = ("seq", "at", "user", "action", "customer_id", "sections", "outcome", "profile_id", "detail")
LONGEST: Final = 300

# What the log keeps of a record but for its number, its time and its digests.
Texts = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What happened: `action` is one of `ACTIONS`, `outcome` one of `OUTCOMES`; anything else is a `ValueError`."""

    user: str
    action: str
    customer_id: str | None
    outcome: str
    sections: Sequence[str] = ()
    profile_id: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.action not in ACTIONS or self.outcome not in OUTCOMES:
            raise ValueError(f"no such audit action or outcome: {self.action!r}, {self.outcome!r}")

    def texts(self) -> Texts:
        """The columns that the log keeps of it, but for number, time and digests."""
        return (
            clean(self.user),
            self.action,
            None if self.customer_id is None else clean(self.customer_id),
            canonical([clean(section) for section in self.sections]),
            self.outcome,
            self.profile_id,
            canonical({clean(key): clean(value) for key, value in self.detail.items()}),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the log holds it: its number, from 1, and when it was written, an aware instant in UTC."""

    seq: int
    at: datetime
    user: str
    action: str
    customer_id: str | None
    sections: tuple[str, ...]
    outcome: str
    profile_id: str | None
    detail: Mapping[str, str]


def entry(row: Sequence[Any]) -> Entry:
    """An entry from the columns of `COLUMNS`; `ValueError` where they hold none."""
    seq, at, user, action, customer_id, sections, outcome, profile_id, detail = row
    instant, names, told = datetime.fromisoformat(at), orjson.loads(sections), orjson.loads(detail)
    if instant.tzinfo is None or not isinstance(names, list) or not isinstance(told, dict):
        raise ValueError("not what a record's columns hold")
    if not all(isinstance(text, str) for text in (*names, *told.values())):
        raise ValueError("not a record's texts")
    return Entry(seq, instant, user, action, customer_id, tuple(names), outcome, profile_id, told)


def clean(text: str) -> str:
    """Text that every log can hold: NUL and lone surrogates spelt out, and what is longer than any id cut.

    Asking for a hostile id must not stop the record of its being asked for, nor fill the disk.
    """
    text = _spelt(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text)} characters)"


def spread(name: str, texts: Iterable[str]) -> dict[str, str]:
    """All these texts as details of a record, a blank between any two: `name`, `name_2` and so on, none of them cut."""
    rows: list[str] = []
    for text in map(_spelt, texts):
        for piece in (text[at : at + LONGEST] for at in range(0, len(text), LONGEST)):
            if rows and len(rows[-1]) + 1 + len(piece) <= LONGEST:
                rows[-1] = f"{rows[-1]} {piece}"
            else:
                rows.append(piece)
    return {name if at == 1 else f"{name}_{at}": row for at, row in enumerate(rows or [""], 1)}


def _spelt(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


def canonical(value: Any) -> str:
    """The RFC 8785 form of a JSON value."""
    return rfc8785.dumps(value).decode("utf-8")
