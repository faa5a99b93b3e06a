"""How figures, days, codes and bands are said to people, once for pages, terminal and PDF.

Everything here gives plain text: what would be markup somewhere is for whoever writes it there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from c360.money import minor_digits

UNKNOWN: Final = "unknown"
NOT_YOURS: Final = "not for your role"  # what stands where something is hidden, whether anybody knows it or not
HIDDEN: Final = "Not shown to your role."
MINUS: Final = "\N{MINUS SIGN}"
NBSP: Final = "\N{NO-BREAK SPACE}"

# A risk band is always a word and a shape, so that colour is never alone.
BANDS: Final = {"LOW": ("Low", "●"), "MEDIUM": ("Medium", "◆"), "HIGH": ("High", "▲"), "CRITICAL": ("Critical", "■")}


def band(name: str | None) -> str:
    """A risk band as shape and word, as they stand everywhere; one that nobody can tell is the word unknown."""
    word, shape = BANDS.get(name or "", (UNKNOWN, "○"))
    return f"{shape} {word}"


_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}


def money(amount: Decimal | None, currency: str, *, cents: bool = True) -> str:
    """An amount with its currency once, thousands separated, a real minus; without `cents` whole amounts drop ".00"."""
    if amount is None:
        return UNKNOWN
    digits = minor_digits(currency)
    if not cents and amount == amount.to_integral_value():
        digits = 0
    text = f"{abs(amount):,.{digits}f}"
    sign = MINUS if amount < 0 else ""
    mark = _SIGNS.get(currency)
    return f"{sign}{mark}{text}" if mark else f"{sign}{currency}{NBSP}{text}"


def number(value: int | None) -> str:
    """A count with thousands separators and a real minus."""
    return UNKNOWN if value is None else f"{value:,}".replace("-", MINUS)


def share(percent: Decimal | None) -> str:
    """A share in percent with one digit."""
    return UNKNOWN if percent is None else f"{percent:,.1f}{NBSP}%".replace("-", MINUS)


def rate(percent: Decimal | None) -> str:
    """A yearly rate in percent, with the digits it was given (at least two)."""
    if percent is None:
        return UNKNOWN
    digits = max(2, -int(percent.normalize().as_tuple().exponent))
    return f"{percent:,.{digits}f}{NBSP}%".replace("-", MINUS)


def day(value: date | str | None) -> str:
    """A day as 10 Aug 2024; a text stays, which a mask has put in its place."""
    if isinstance(value, str):
        return value
    return UNKNOWN if value is None else f"{value.day} {value:%b %Y}"


def moment(value: datetime | date | None) -> str:
    """An instant as 30 Jun 2024, 14:05 in the zone it carries; a day where no time of day is known."""
    return f"{day(value)}, {value:%H:%M}" if isinstance(value, datetime) else day(value)


def as_day(value: datetime | date) -> date:
    """The day of an instant, in the zone it carries."""
    return value.date() if isinstance(value, datetime) else value


def dated(text: str) -> str:
    """ISO days within a sentence of the core as the page writes days."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda match: _spelt(match[0]), text)


def _spelt(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def span(start: date, end: date) -> str:
    """Two days and what lies between, the year once where it is the same."""
    return f"{start.day} {start:%b} to {day(end)}" if start.year == end.year else f"{day(start)} to {day(end)}"


def zone(name: str) -> str:
    """A time zone as people say it: America/New_York is New York time."""
    return name.rsplit("/", 1)[-1].replace("_", " ") + " time"


def counted(count: int | None, one: str, many: str = "") -> str:
    """A count and its noun: 1 account, 2 accounts; accounts unknown where nobody knows."""
    if count is None:
        return f"{many or one + 's'} {UNKNOWN}"
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def word(value: str | None) -> str:
    """A code as people say it: CREDIT_CARD is Credit card, FEE PAID is Fee paid; other text stays as it is."""
    if value is None or value == "":
        return UNKNOWN
    if value not in _ACRONYMS and re.fullmatch(r"[A-Z][A-Z0-9]{2,}([_ ][A-Z0-9]+)*", value):
        return value.replace("_", " ").capitalize()
    return value


_ACRONYMS: Final = ("ACH", "ATM", "IBAN", "POS", "SEPA", "SWIFT")


def key(name: str) -> str:
    """A key or label as people say it: dateOfBirth is Date of birth, FraudAlert Fraud alert, OWNS Owns."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.]", " ", name).split()
    text = " ".join(_ABBREVIATIONS.get(part.lower(), part.lower()) for part in parts)
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: a, b and c."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def lower(text: str) -> str:
    """A phrase as it stands within a sentence; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def spoken(text: str) -> str:
    """A sentence of the core with its keys, labels and days as people say them."""
    text = re.sub(r"(?<=no source delivers )[^;]+", lambda m: ", ".join(map(_within, m[0].split(", "))), text)
    said = re.sub(r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|AML[A-Z]\w+|ssn)\b", lambda m: _within(m[0]), text)
    return dated(said)


def _within(name: str) -> str:
    return lower(key(name))


_ABBREVIATIONS: Final = {"ssn": "social security number", "kyc": "KYC", "aml": "AML", "id": "id"}
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """Text from data without what reorders or breaks a line."""
    return _CONTROLS.sub(" ", text).strip()
