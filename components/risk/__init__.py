"""The risk tab: the band and how it came about, what would change it, every rule, alerts, what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from c360.model import Profile, Risk, SectionState
from c360.policy import Policy
from components import signals
from components.panel import limits, panel, unavailable, withheld
from components.risk import alerts, candidates, context, factors, history, standing, steps, whole


def show(section: Risk | None, state: SectionState | None, profile: Profile, policy: Policy) -> None:
    """Draw the section; bands and thresholds are the policy's."""
    if unavailable(state, "Risk") or section is None or state is None:
        # They are a section of their own, which may be there where this one isn't.
        _signals(profile)
        return
    limits(state)
    with _part(profile, "Whole, steps and factors", "risk.overall_risk", "risk.factors", "risk.what_if") as shown:
        if shown:
            whole.show(section, profile, policy)
            steps.show(section, policy)
            factors.show(section, profile, policy)
    with _part(profile, "Sanctions screening", "risk.screening") as shown:
        if shown:
            candidates.show(section, profile)
    with _part(profile, "Alerts and matches", "risk.alerts") as shown:
        if shown:
            alerts.show(section, profile)
    _signals(profile)
    context.show(profile)
    with _part(profile, "Where does this customer stand in the book?", "risk.overall_risk") as shown:
        if shown:
            standing.show(section, profile)
    history.show(section, profile)


@contextmanager
def _part(profile: Profile, title: str, *keys: str) -> Iterator[bool]:
    """Whether these panels are drawn; a panel of this title says that they are not shown to the role."""
    if hidden := any(map(profile.hides, keys)):
        with panel(title):
            withheld(profile, *keys)
    yield not hidden


def _signals(profile: Profile) -> None:
    with _part(profile, "Signals from transactions", "signals") as shown:
        if shown:
            signals.show(profile.signals, profile.sections.get("signals"), profile)
