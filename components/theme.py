"""Palette, and text from data as what it is on a page: how colours and badges look, in one place for every page.

Colours of widgets come from `.streamlit/config.toml`; the tokens here are the same, for what charts draw themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from c360 import words

WIDTH: Final = 1360  # pixels; wider than that, lines get too long to follow
STICKY: Final = "who"  # key of the container that stays in sight while the page scrolls
WAYS: Final = "ways"  # key of a list of links and buttons
FIGURES: Final = "figures"  # key of five cards in a row
FACTORS: Final = "factors"  # key of the table of factors
PICKERS: Final = "pickers"  # key of the day, the look-back and the export
SHAPED: Final = "shaped"  # key, up to an underscore, of a list whose items begin with a band's shape
WIDE: Final = "wide"  # key of what needs more room than a telephone has

# The page's few rules that Streamlit has no setting for. A constant: no text from data is ever in it.
# - Where nobody is shown there is no day and no look-back to pick.
# - Who this is stays in sight; on a small screen it would take too much of it.
# - Streamlit's own captions are too faint to read in light: 4.2 to 1, where WCAG 2.2 (1.4.3) wants 4.5. Ours are a
#   part of the ink around them, since what opens above the page isn't told whether it is dark.
# - Figures stay whole where their cards are narrow.
# - On a telephone a wide table of sentences stands row by row, instead of scrolling sideways, and what is said of each
#   person found stands in a line under the name, instead of one below the other and far from its title.
# - Two records side by side then stand one below the other, and each line says whose it is.
# - What matched in a name that was found is underlined: the name is bold in any case.
# - A link has room before its label, which then stands in line with nothing around it; in one list links and buttons
#   are of one height.
# - What a factor does and whether it applies are words that stay in one line where there is room.
# - White on the accent can't be read in dark: 2.3 to 1.
# - A list of changes has the bands' shapes for its marks.
# - On a telephone a flow of money is drawn as wide as its names need, and is scrolled; the fifth card of a row takes
#   the whole of the last one.
# - Tables aren't saved from their toolbar: exports go through the audit log.
# - What a button's records are of is in its name for whoever hears it; the eye sees it from where the button is.
STYLE: Final = """<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-who):not(:has(h1)) { display: none; }
@media (min-width: 900px) and (min-height: 600px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-who) {
    position: sticky; top: 3.75rem; z-index: 90; background: light-dark(#FBFBFA, #12161C); padding-bottom: 0.6rem;
  }
}
[data-testid="stCaptionContainer"][data-testid] { color: inherit; opacity: 0.75; }
@media (max-width: 1100px) {
  [data-testid="stMetricValue"] { font-size: 1.3rem; }
}
@media (max-width: 640px) {
  [data-testid="stTable"] table:has(th:nth-child(4)) :is(tbody, tr, td) { display: block; border: 0; }
  [data-testid="stTable"] table:has(th:nth-child(4)) thead { display: none; }
  [data-testid="stTable"] table:has(th:nth-child(4)) tr { padding: 0.4rem 0; border-bottom: 1px solid #8884; }
  [data-testid="stTable"] table:has(th:nth-child(4)) td:first-child { font-weight: 600; }
  .st-key-pickers { justify-content: flex-start; gap: 0.5rem; }
  .st-key-figures > :last-child:nth-child(odd) { grid-column: 1 / -1; }
  .st-key-wide { overflow-x: auto; }
  .st-key-wide > * { min-width: 640px; }
  [class*="st-key-sides"] [data-testid="stTable"] td:is(:nth-child(2), :nth-child(3)) { display: flex; }
  [class*="st-key-sides"] td:nth-child(2)::before { content: "Bank:\\a0"; }
  [class*="st-key-sides"] td:nth-child(3)::before { content: "List:\\a0"; }
  .st-key-found_titles { display: none; }
  .st-key-found [data-testid="stHorizontalBlock"] { gap: 0 0.9rem; border-bottom: 1px solid #8884; }
  .st-key-found [data-testid="stColumn"] { flex: 0 0 auto; width: auto; min-width: 0; }
  .st-key-found [data-testid="stColumn"]:first-child { flex-basis: 100%; }
  .st-key-found [data-testid="stColumn"]:nth-child(3) [data-testid="stText"]::before { content: "born\\a0"; }
  .st-key-found [data-testid="stColumn"]:nth-child(4) [data-testid="stText"]::before { content: "since\\a0"; }
  .st-key-found [data-testid="stColumn"]:last-child [data-testid="stText"]::before { content: "match:\\a0"; }
}
.st-key-found strong { text-decoration: underline; text-underline-offset: 0.2em; }
[data-testid="stPageLink-NavLink"] { padding-left: 0; }
.st-key-ways :is([data-testid="stPageLink-NavLink"], button) { min-height: 2rem; padding-block: 0; }
[data-testid^="stBaseButton-primary"] { color: light-dark(#FFF, #12161C); }
[class*="st-key-shaped"] ul { list-style: none; padding-left: 0; }
[class*="st-key-shaped"] li { margin-left: 0; padding-left: 1.2em; text-indent: -1.2em; }
@media (min-width: 1000px) {
  .st-key-factors td:is(:nth-child(2), :nth-child(3)) * { white-space: nowrap; }
}
button[aria-label^="Download as CSV"] { display: none; }
[class*="st-key-records_"] button .stMarkdownColoredText {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
</style>"""

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


_BADGES: Final[dict[str, BadgeColour]] = {"LOW": "green", "MEDIUM": "orange", "HIGH": "orange", "CRITICAL": "red"}
LEVELS: Final = {name: Level(word, shape, _BADGES[name]) for name, (word, shape) in words.BANDS.items()}


def level(name: str | None) -> Level:
    """How a risk band looks; a band nobody can tell is the word unknown."""
    return LEVELS.get(name or "", Level(words.UNKNOWN, "○", "gray"))


# Where Streamlit's Markdown acts on text that is escaped already: emoji and icon codes, links typed bare, arrows.
_LIVE: Final = re.compile(r":(?=[\w+/-]+:|/)|(?<=www)(?=\.)|@(?=\w)|(?<=[-=<>~])(?=[-=<>])", re.IGNORECASE)
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER: Final = "\N{WORD JOINER}"


def safe(text: str) -> str:
    """Text from data as Markdown that shows it letter for letter: no markup, link, image, formula, icon or emoji.

    Every ASCII punctuation mark is escaped (CommonMark 0.31, section 2.4); an invisible word joiner parts what
    would still be read as a code or a link after that.
    """
    parted = _LIVE.sub(lambda match: match[0] + _JOINER, words.plain(text))
    return _PUNCTUATION.sub(r"\\\1", parted)


def badge(text: str) -> str:
    """As `safe`, for a badge's label: Streamlit escapes the brackets there itself."""
    return safe(text).replace("\\[", "[").replace("\\]", "]")
