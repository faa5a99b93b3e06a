"""What was typed: words, days, numbers, and fields with a name and a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Final

from c360.errors import UsageError
from c360.names import compact, digits, words
from c360.search.entity import number

LONGEST: Final = 200
# Fewer digits than this are in too many phone numbers to mean one.
_PHONE_DIGITS: Final = 4
_YEARS: Final = (1850, 2100)

# field: the letters of the keys it looks in; none for those that have a rule of their own below
FIELDS: Final = {
    "name": "", "town": "", "born": "", "kind": "",
    "id": "coa", "customer": "c", "company": "o", "account": "a", "iban": "a", "email": "ed", "mail": "ed",
    "phone": "pm", "tel": "pm", "mobile": "pm", "ssn": "s", "document": "n",
}  # fmt: skip
MOST_WORDS: Final = 12
KINDS: Final = ("person", "company", "account")
# Looked for as a whole and by those alone who may see them: they are no part of what a box of words finds.
SECRET: Final = frozenset({"ssn", "document"})
_NUMBERED: Final = "id|customer|company|account|iban|phone|tel|mobile|ssn|document"
# A number goes on over blanks as long as groups of digits, or of an IBAN's capitals, follow.
_GROUPS: Final = r"\S+(?:\s+(?:[(+]?\d[\d()./\-–]*|[A-Z0-9]{2,4})(?=\s|$))*"
_FIELD: Final = re.compile(
    rf'(?:^|(?<=\s))(?:(?P<number>(?i:{_NUMBERED})):\s*(?:"(?P<quoted>[^"]*)"|(?P<groups>{_GROUPS}))'
    r'|(?P<field>[^\W\d_]{2,20}):(?:"(?P<said>[^"]*)"|(?P<word>\S*)))'
)
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?")
_DATE: Final = re.compile(r"(?<![\w./-])(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{4})(?![\w/-])")
# What is said around a number and is none of it.
_LABEL: Final = re.compile(r"^\W*(?:iban|tel|phone|mobile|fax|acct|account)\b[\s.:]*", re.IGNORECASE)
_EXTENSION: Final = re.compile(r"\s*\b(?:ext|x)\.?\s*\d+\s*$", re.IGNORECASE)
_LOCAL: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_RANGE: Final = re.compile(r"(.*)\.\.(.*)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What to find: `words` in names, towns and births, `key` as a whole; fields narrow it to what they say.

    `days` are ranges of birth days as numbers (19800101, 19851231), any of which will do; `dates` are the same for each
    date among the words; `secret` is a field and the number that was given for it.
    """

    words: tuple[str, ...] = ()
    dates: tuple[tuple[tuple[int, int], ...], ...] = ()
    whole: str = ""
    phone: str = ""
    names: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    days: tuple[tuple[int, int], ...] = ()
    kind: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    secret: tuple[str, str] | None = None


def asked(text: str) -> Asked:
    """What `text` asks for. Raises `UsageError` for a field that there isn't, and for a day or kind that is none."""
    if len(text) > LONGEST:
        raise UsageError(f"A search text has at most {LONGEST} characters.")
    fields = [_field(match) for match in _FIELD.finditer(text)]
    rest = _FIELD.sub(" ", text) if fields else text
    dates = tuple(days for match in _DATE.finditer(rest) if (days := days_in(match[0])))
    said = _DATE.sub(lambda match: " " if days_in(match[0]) else match[0], rest)
    given: dict[str, list[str]] = {}
    for field, value in fields:
        if field not in FIELDS:
            raise UsageError(_no_field(field))
        if value.strip():
            given.setdefault(field, []).append(value)
    if len(words(said)) > MOST_WORDS:
        raise UsageError(f"A search has at most {MOST_WORDS} words.")
    secret = next(((field, one) for field in sorted(SECRET) for one in given.get(field, ())), None)
    if secret and (words(rest) or sum(map(len, given.values())) > 1):
        raise UsageError("A number that is masked is looked for alone: take the rest out.")
    return Asked(
        words=words(said),
        dates=dates,
        whole=whole(rest),
        phone=dialled(rest),
        names=tuple(word for one in given.get("name", ()) for word in words(one)),
        towns=tuple(dict.fromkeys(word for one in given.get("town", ()) for word in words(one))),
        days=tuple(_days(one) for one in given.get("born", ())),
        kind=_kind(given.get("kind", [""])[-1]),
        keys=tuple(
            (FIELDS[field], one) for field in given if FIELDS[field] and field not in SECRET for one in given[field]
        ),
        secret=secret,
    )


def _field(match: re.Match[str]) -> tuple[str, str]:
    name = match["number"] or match["field"]
    return name.casefold(), next(match[part] or "" for part in _VALUES if match[part] is not None)


_VALUES: Final = ("quoted", "groups", "said", "word")


def whole(text: str) -> str:
    """The text as a key would hold it; ids are written with blanks only in groups of digits, e-mails never are."""
    text = _LABEL.sub("", text)
    return "" if len(text.split()) > 1 and not any(map(str.isdecimal, text)) else compact(text)


def dialled(text: str) -> str:
    """The digits of a phone number, if it can be one."""
    text = _EXTENSION.sub("", _LABEL.sub("", text))
    found = digits(text)
    return found if len(found) >= _PHONE_DIGITS and all(c.isdecimal() or c in _DIALLED for c in text) else ""


_DIALLED: Final = "+()-./ \u00a0\u2010\u2011\u2012\u2013"


def days_in(word: str) -> tuple[tuple[int, int], ...]:
    """The days that a word of a search may mean: a year or a date, day or month first; often none."""
    try:
        return (_day_or_more(word),)
    except UsageError:
        return tuple(_either_way(word))


def _either_way(word: str) -> Iterator[tuple[int, int]]:
    if found := _LOCAL.fullmatch(word):
        first, second, year = (int(part) for part in found.groups())
        for day, month in {(first, second), (second, first)}:
            try:
                yield (number(date(year, month, day)),) * 2
            except ValueError:
                continue


def _days(text: str) -> tuple[int, int]:
    """A range of days: 1980, 1980-05, 1980-05-17, 17.05.1980, 1980..1985, ..1950, 1990.."""
    if found := _RANGE.fullmatch(text):
        first, last = found.groups()
        low = _days(first)[0] if first else 0
        high = _days(last)[1] if last else 99_991_231
        if low > high:
            raise UsageError(f"{text!r} ends before it begins: write the earlier one first.")
        return low, high
    if either := tuple(_either_way(text)):
        return either[0]
    return _day_or_more(text)


def _day_or_more(text: str) -> tuple[int, int]:
    if len(text) == 4 and text.isascii() and text.isdecimal() and _YEARS[0] <= int(text) <= _YEARS[1]:
        return int(text) * 10_000, int(text) * 10_000 + 1_231
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            if day:
                return (number(date(year, month, day)),) * 2
            last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
            return number(date(year, month, 1)), number(last)
        except ValueError:
            pass
    raise UsageError(f"{text!r} is no date of birth: write 1980, 1980-05, 1980-05-17 or 1980..1985.")


def _kind(text: str) -> str:
    kind = text.casefold()
    if kind and kind not in KINDS:
        raise UsageError(f"There is no kind {text!r}: it is person, company or account.")
    return kind


def _no_field(field: str) -> str:
    close = get_close_matches(field, FIELDS, 1, 0.6)
    meant = f": did you mean {close[0]}:?" if close else "."
    return f"There is no field {field!r} to search by{meant} Fields are {', '.join(sorted(FIELDS))}."
