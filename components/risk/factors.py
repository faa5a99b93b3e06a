"""Every rule of the policy: what was found, what it is held against, whether it applies and why or why not."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from c360 import words
from c360.model import Profile, Risk
from c360.policy import Policy
from c360.sheets import risk as sheets
from components import theme
from components.panel import Records, missing, panel


def show(section: Risk, profile: Profile, policy: Policy) -> None:
    """Draw the panel, with the records that the rules read behind it."""
    with panel(
        "Why this band? Every factor and floor", f"Policy {policy.version}; days as of {words.day(profile.as_of)}",
        records=lambda: _records(section, profile),
    ):  # fmt: skip
        _factors(section)


def _factors(section: Risk) -> None:
    """A table that wraps: reasons are sentences. What applies is in bold."""
    found = sheets.told(section)
    if not found.rows:
        missing(found.none)
        return
    rows = [
        [f"**{theme.safe(cell)}**" if one.applied and at == 2 else theme.safe(cell) for at, cell in enumerate(row)]
        for row, one in zip(found.rows, section.factors, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=[column.title for column in found.columns])
    with st.container(key=theme.FACTORS):
        st.table(frame, border="horizontal", hide_index=True, alt="Every factor and floor with its effect and reason")


def _records(section: Risk, profile: Profile) -> Records:
    how = f"The records that the rules read, as of {words.day(profile.as_of)}."
    return Records(how, sheets.evidence(section))
