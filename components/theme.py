"""Palette and formats: how colours, figures, days and words look, in one place for every page.

Colours of widgets come from `.streamlit/config.toml`; the tokens here are the same, for what charts draw themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

import streamlit as st

from c360.money import minor_digits

UNKNOWN: Final = "unknown"
MINUS: Final = "\N{MINUS SIGN}"
NBSP: Final = "\N{NO-BREAK SPACE}"
WIDTH: Final = 1360  # pixels; wider than that, lines get too long to follow

BadgeColour = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray", "primary"]

# Okabe and Ito's set, reordered: told apart with any colour vision.
CATEGORICAL: Final = ("#1F5F8B", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#6B7280")
_BLUES: Final = (
    "#F1F5F9", "#DCE7F0", "#BFD4E5", "#9BBDD7", "#73A2C6", "#4A83B1", "#2B6A99", "#194E76", "#0D2F45",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours a chart needs in one of the two appearances."""

    dark: bool
    ink: str
    muted: str
    border: str
    surface: str
    raised: str
    accent: str
    inflow: str
    outflow: str
    sequential: tuple[str, ...]
    categorical: tuple[str, ...]
    levels: dict[str, str]


_LIGHT: Final = Palette(
    dark=False, ink="#1B2430", muted="#55606E", border="#DEE2E6", surface="#FBFBFA", raised="#F1F2F0",
    accent="#1F5F8B", inflow="#1F5F8B", outflow="#E69F00", sequential=_BLUES, categorical=CATEGORICAL,
    levels={"LOW": "#00835F", "MEDIUM": "#B97A00", "HIGH": "#C14F00", "CRITICAL": "#9B1B30"},
)  # fmt: skip
_DARK: Final = Palette(
    dark=True, ink="#E6E9ED", muted="#A3ADB9", border="#2C3440", surface="#12161C", raised="#1A2029",
    accent="#6FB1DD", inflow="#6FB1DD", outflow="#E69F00", sequential=("#1A2029", *_BLUES[-2:0:-1]),
    categorical=("#6FB1DD", *CATEGORICAL[1:6], "#9AA3AF"),
    levels={"LOW": "#2FBF94", "MEDIUM": "#E9B44C", "HIGH": "#F08A3C", "CRITICAL": "#F0647D"},
)  # fmt: skip


def palette() -> Palette:
    """The palette of the appearance that the reader's browser shows; light until the browser has said."""
    return _DARK if st.context.theme.type == "dark" else _LIGHT


@dataclass(frozen=True, slots=True)
class Level:
    """A risk band: always a word and a shape, and a colour on top."""

    word: str
    shape: str
    badge: BadgeColour

    @property
    def text(self) -> str:
        """Shape and word, as they stand everywhere."""
        return f"{self.shape} {self.word}"


LEVELS: Final = {
    "LOW": Level("Low", "●", "green"),
    "MEDIUM": Level("Medium", "◆", "orange"),
    "HIGH": Level("High", "▲", "orange"),
    "CRITICAL": Level("Critical", "■", "red"),
}


def level(name: str | None) -> Level:
    """How a risk band looks; a band nobody can tell is the word unknown."""
    return LEVELS.get(name or "", Level(UNKNOWN, "○", "gray"))


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


def day(value: date | None) -> str:
    """A day as 10 Aug 2024."""
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
    """A code as people say it: CREDIT_CARD is Credit card; text that isn't a code stays as it is."""
    if value is None or value == "":
        return UNKNOWN
    if value not in _ACRONYMS and re.fullmatch(r"[A-Z][A-Z0-9]{2,}(_[A-Z0-9]+)*", value):
        return value.replace("_", " ").capitalize()
    return value


_ACRONYMS: Final = ("ACH", "ATM", "IBAN", "POS", "SEPA", "SWIFT")


def key(name: str) -> str:
    """A key or label as people say it: dateOfBirth is Date of birth, FraudAlert is Fraud alert."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_.]", " ", name).split()
    spoken = [part if part.isupper() and len(part) > 1 else part.lower() for part in parts]
    text = " ".join(_ABBREVIATIONS.get(part, part) for part in spoken)
    return text[:1].upper() + text[1:]


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: a, b and c."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def lower(text: str) -> str:
    """A phrase as it stands within a sentence; abbreviations keep their capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def spoken(text: str) -> str:
    """A sentence of the core with its keys, labels and days as people say them."""
    said = re.sub(r"\b(?:[a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|AML[A-Z]\w+|ssn)\b", lambda m: lower(key(m[0])), text)
    return dated(said)


_ABBREVIATIONS: Final = {"ssn": "social security number", "kyc": "KYC", "aml": "AML", "id": "id"}
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Where Streamlit's Markdown acts on text that is escaped already: emoji and icon codes, links typed bare, arrows.
_LIVE: Final = re.compile(r":(?=[\w+/-]+:|/)|(?<=www)(?=\.)|@(?=\w)|(?<=[-=<>~])(?=[-=<>])", re.IGNORECASE)
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER: Final = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """Text from data without what reorders or breaks a line."""
    return _CONTROLS.sub(" ", text).strip()


def safe(text: str) -> str:
    """Text from data as Markdown that shows it letter for letter: no markup, link, image, formula, icon or emoji.

    Every ASCII punctuation mark is escaped (CommonMark 0.31, section 2.4); an invisible word joiner parts what
    would still be read as a code or a link after that.
    """
    parted = _LIVE.sub(lambda match: match[0] + _JOINER, plain(text))
    return _PUNCTUATION.sub(r"\\\1", parted)


def badge(text: str) -> str:
    """As `safe`, for a badge's label: Streamlit escapes the brackets there itself."""
    return safe(text).replace("\\[", "[").replace("\\]", "]")
