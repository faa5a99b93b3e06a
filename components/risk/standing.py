"""Where the customer stands in the book: counted when asked for, then kept while the book is the same."""

from __future__ import annotations

from typing import Final

import streamlit as st

from c360 import words
from c360.book_risk import standing
from c360.errors import C360Error
from c360.model import Profile, Risk
from c360.policy import BANDS
from c360.sheets import book_risk as sheets
from components import charts, groups, theme
from components.fragments import fragment
from components.panel import missing, panel, table

_ASKED: Final = "risk_compared"


@fragment
def show(section: Risk, profile: Profile) -> None:
    """Draw the panel; once it is asked for, every customer of the session is compared."""
    note = "Bands, and within a band base scores, of all customers by the same policy on the same day"
    with panel("Where does this customer stand in the book?", note):
        if not st.session_state.get(_ASKED):
            missing("The whole book is read for it once, which takes a while; only counts are kept.", ":material/info:")
            st.button("Compare with the book", key="risk_compare", on_click=_ask, icon=":material/leaderboard:")
            return
        bar = st.progress(0.0, "Reading the risk of every customer …")

        def told(what: str, done: int, of: int) -> None:
            bar.progress(done / of if of else 1.0, f"Reading the risk of every customer: {done:,} of {of:,}")

        try:
            found = groups.spread(profile.as_of, told)
        except C360Error as error:
            st.error(f"**The book could not be read:** {theme.safe(error.title)}", icon=":material/cloud_off:")
            return
        finally:
            bar.empty()
        if (found.generation, found.policy) != (profile.book.generation, profile.policy.digest):
            missing("The book has changed since this page was read: reload it.", ":material/refresh:")
            return
        st.markdown(theme.safe(sheets.sentence(found, standing(found, section.overall_risk, section.overall_score))))
        levels, names = theme.palette().levels, list(reversed(BANDS))
        charts.bars(
            theme.palette(), [_named(name, section.overall_risk) for name in names],
            [found.band(name) for name in names], [words.number(found.band(name)) for name in names],
            alt="Customers of the book by band: " + ", ".join(f"{words.BANDS[n][0]} {found.band(n)}" for n in names),
            key="book_risk", colours=[levels[name] for name in names],
        )  # fmt: skip
        table(sheets.spread(found, section.overall_risk))


def _ask() -> None:
    st.session_state[_ASKED] = True


def _named(name: str, own: str | None) -> str:
    return f"{words.band(name)}{', this one' if name == own else ''}"
