"""What attackers, broken programs and the world's alphabets write: known payloads as data, and texts made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar
from unicodedata import category

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from c360.errors import C360Error

FOLDER: Final = Path(__file__).parent / "payloads"
ROOT: Final = Path(__file__).parents[2]
# No message, page or file of a refusal may hold these: they stand in the books that the tests ask.
SSN: Final = "527-83-6149"
DOCUMENT: Final = "QX7730415"
# How many different inputs each way in is tried with, at least. Together they are the suite's promise.
WAYS_OF_IDS: Final = (
    "profile", "profiles", "uncover", "revenue", "household", "owners", "owned", "company", "flows", "connected",
    "expand", "key",
)  # fmt: skip
TABS: Final = ("Identity", "Relationships", "Products", "Activity", "Risk", "Value")
FLOORS: Final[Mapping[str, int]] = {
    "search": 750, "search, any text": 100, "narrowing": 750, "masked numbers": 100, "near ids": 40,
    **{f"ids, {way}": 380 for way in WAYS_OF_IDS}, "ids, any text": 100, "parameters": 3_000,
    "addresses of pictures": 750, "arguments": 240, "places": 140,
    "names compared": 1_500, "names compared, any text": 100,
    "files of anything, policy": 750, "values, policy": 700, "damaged files, policy": 100,
    "files of anything, access": 750, "values, access": 700, "damaged files, access": 100,
    "lists, OpenSanctions' table": 350, "lists, FollowTheMoney": 350, "lists, United Nations": 350, "lists, OFAC": 350,
    "damaged lists": 100, "names screened": 750,
    "ids of sources": 690, "values of sources": 5_000, "names of sources": 720,
    "texts in files": 680, "texts in a PDF": 200, "texts in the network": 680, **{f"tab {tab}": 680 for tab in TABS},
    "other pages": 680, "addresses": 720, "boxes": 8,
}  # fmt: skip
PROMISED: Final = 10_000

# Examples are not kept from run to run, and no example is late: what a test costs is bounded by their number.
fuzzed = settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))

_Answer = TypeVar("_Answer")
_P = ParamSpec("_P")


@cache
def family(name: str) -> tuple[str, ...]:
    """The payloads of one file of `payloads/`: texts, or pairs of a text and how often it stands there."""
    given = json.loads((FOLDER / f"{name}.json").read_text("ascii"))
    return tuple(dict.fromkeys(one if isinstance(one, str) else one[0] * one[1] for one in given))


@cache
def payloads(longest: int = 1_000_000) -> tuple[str, ...]:
    """All payloads of at most so many characters, each once."""
    names = sorted(path.stem for path in FOLDER.glob("*.json"))
    return tuple(dict.fromkeys(one for name in names for one in family(name) if len(one) <= longest))


def storable(text: str) -> bool:
    """Whether a file of UTF-8 can hold the text: lone surrogates are no characters."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def texts() -> st.SearchStrategy[str]:
    """Any text at all, lone surrogates among them, and payloads within and beside it."""
    anything = st.text(st.characters(), max_size=40)
    known = st.sampled_from(payloads(400))
    return st.one_of(
        anything, known, st.tuples(anything, known, anything).map("".join), st.tuples(known, known).map("".join)
    )


class Tried(set[Any]):
    """The different inputs that a way in was tried with."""


@contextmanager
def tried(way: str) -> Iterator[Tried]:
    """Counts the inputs of a way in, which has to keep what `FLOORS` promises of it."""
    seen = Tried()
    yield seen
    assert len(seen) >= FLOORS[way], f"{way}: only {len(seen)} inputs"


def asked(ask: Callable[_P, _Answer], *given: _P.args, **how: _P.kwargs) -> _Answer | C360Error:
    """The answer, or the refusal: a `C360Error` with a title that a person may see. Anything else fails the test."""
    try:
        return ask(*given, **how)
    except C360Error as error:
        civil(error.title)
        return error


def civil(message: str, *, longest: int = 700) -> None:
    """A message is short, and tells neither a secret nor where things lie nor what went on inside."""
    assert message.strip(), "a refusal without a reason"
    assert len(message) <= longest, f"{len(message)} characters: {message[:200]!r}"
    for secret in (SSN, DOCUMENT, "Traceback", 'File "', "root:x:", "site-packages", str(ROOT), "/tmp/pytest"):
        assert secret not in message, message[:300]


def calculated(cell: str) -> bool:
    """Whether a spreadsheet might take a cell for a formula, whatever blanks stand before it."""
    seen = "".join(c for c in cell if category(c)[0] not in "CZ")
    return seen.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
