"""Who is asking, of which book, under which policy: the only home of caches, and of what a session may see.

A view is recorded in the audit log before it is returned. What is cached has been masked for the role in its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import streamlit as st

from c360 import households, limits, policy_changed
from c360 import policy as policies
from c360.access import Role
from c360.audit import Record
from c360.build_times import BuildTimes, build_times
from c360.export import export
from c360.graph.about import BookInfo
from c360.graph.connect import Graph, connect
from c360.model import Profile, TransactionRow
from c360.model.screening import ScreenedCandidate, Screening
from c360.policy import Policy
from c360.policy_file import editing
from c360.profile import ALL, Customer360Builder
from c360.scope import Scope
from c360.screening_desk import ScreeningDesk, desk_of
from c360.sections import shown_with
from c360.sources.report import LoadReport, read_report
from c360.verify import kept
from c360.verify.check import Check
from components import granted, installed, login
from components.installed import settings

_Answer = TypeVar("_Answer")
the_audit: Final = installed.the_audit
YEAR: Final = 365  # days: a calendar of them is as wide as a page
DEMO_NAME: Final = "Harbor & Main Bank (demo)"
_SEEN: Final = "view_on_record"
_RECENT: Final = "recently_opened"
_MOST_RECENT: Final = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for: a customer, a day (`None` for the book's own) and a look-back in days."""

    customer_id: str
    as_of: date | None
    lookback_days: int


def book() -> BookInfo:
    """What the book says of itself; raises `GraphUnavailable` where it can't be read."""
    return the_graph().book


def is_demo() -> bool:
    """Whether the book is the demo bank: only there are its people named as where to begin."""
    return book().name == DEMO_NAME


def policy() -> Policy:
    """The policy in force; raises `PolicyError` where its file is wrong."""
    path = settings().policy
    return _policy(path, installed.changed(path))


def policy_text() -> str:
    """The text of the policy file in force, comments and all."""
    return editing.text_of(settings().policy)


def role() -> Role:
    """The role of whoever is asking, with whom they opened; raises as `login.who` does."""
    return granted.role(book(), policy())


def user() -> str:
    """Who the audit log says was looking: the login's e-mail, or the user of the settings; raises as `login.who`."""
    return login.who().user


def profile(asked: Asked, section: str) -> Profile:
    """The customer's whole profile, of which `section` is about to be shown.

    Whoever builds it has it recorded by the builder; a view of a profile that is there already writes a record of
    its own, once for each section that is opened. Raises what the builder raises; then nothing may be shown.
    """
    found = _recorded(asked, ALL, shown_with(section), _SEEN)
    _remember(found)
    return found


def year(asked: Asked) -> Callable[[], Profile]:
    """Asks for the activity of the year to the as-of day, whatever the look-back; recorded before it is returned."""
    whole = replace(asked, lookback_days=YEAR)
    return lambda: _recorded(whole, ("activity",), ("activity",), f"{_SEEN}_year")


def _recorded(asked: Asked, sections: tuple[str, ...], shown: tuple[str, ...], slot: str) -> Profile:
    """From the cache, or built; on record either way, once until something else is shown in this `slot`."""
    builder = the_builder()
    key = (
        builder.graph.url, builder.graph.book.generation, asked.customer_id, asked.as_of, asked.lookback_days,
        builder.role.digest, builder.policy.digest, sections, the_desk().token(),
    )  # fmt: skip
    fresh: list[bool] = []
    limits.view(builder.user, builder.audit, builder.policy)
    found = _profile(*key, _builder=builder, _fresh=fresh)
    view = f"{found.profile_id} {found.book.generation} {asked.lookback_days} {shown}"
    if not fresh and st.session_state.get(slot) != view:
        builder.record_view(found, shown)
    st.session_state[slot] = view
    if any(state.status == "unavailable" for state in found.sections.values()):
        # A reload asks again, instead of serving the failure until it expires.
        _profile.clear(*key)
    return found


def shown_too(profile: Profile, sections: tuple[str, ...]) -> None:
    """Writes that sections beside the open one are about to be seen in part; raises `AuditFailed`."""
    the_builder().record_view(profile, sections)


def _remember(profile: Profile) -> None:
    """What this session has opened, newest first: on the page and nowhere else."""
    opened = {profile.customer_id: profile.summary.name, **st.session_state.get(_RECENT, {})}
    st.session_state[_RECENT] = dict(list(opened.items())[:_MOST_RECENT])


def recent() -> Mapping[str, str | None]:
    """Ids and names of the customers that this session has opened, newest first, as far as the role has them still.

    Raises what reading a graph raises.
    """
    opened: Mapping[str, str | None] = st.session_state.get(_RECENT, {})
    now = role()
    outside = Scope(the_graph().view(), now, policy()).outside(opened)
    named = now.needs("identity.basic_info.name")
    return {one: name if named else None for one, name in opened.items() if one not in outside}


def revenue_rows(asked: Asked) -> Callable[[str], Sequence[TransactionRow]]:
    """Asks for the transactions behind a line of the revenue, each time recorded before they are returned."""
    return lambda line: the_builder().records(asked.customer_id, line, as_of=asked.as_of)


def exporter(found: Profile, kind: str, *, with_household: bool = False) -> Callable[[], bytes]:
    """Makes a file of `c360.export.KINDS` when it is asked for; the record is written before the bytes leave."""
    builder, ask = the_builder(), _asking(partial(households.household, screens=the_desk()))
    return still(
        lambda: export(builder, found, kind, ask(found.customer_id, as_of=found.as_of) if with_household else None),
        found.customer_id,
    )


def still(make: Callable[[], bytes], customer_id: str | None = None) -> Callable[[], bytes]:
    """Makes a file after the run, while whoever is asking may see what they see now; else raises as `granted.still`."""
    return granted.still(book(), policy(), make, customer_id)


def asking(answer: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """A question to the graph, as whoever is asking by then, of what records itself before it answers.

    Raises `TooMany` as it is asked where this user asks more than one person does.
    """

    def ask(*what: object, **how: object) -> _Answer:
        return _asking(answer)(*what, **how)

    return ask


def _asking(answer: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """The same as whoever is asking now, for what is asked without the session."""
    graph, rules, named, log, seen_by = the_graph(), policy(), user(), the_audit(), role()

    def ask(*what: object, **how: object) -> _Answer:
        limits.view(named, log, rules)
        return answer(graph, *what, policy=rules, user=named, audit=log, role=seen_by, **how)

    return ask


def record(*records: Record) -> None:
    """Writes the records, of what is about to be shown again; raises `AuditFailed`, and then nothing may be."""
    the_audit().record(*records)


@dataclass(frozen=True, slots=True)
class AboutBook:
    """What the book's page shows; what nothing has measured is `None`."""

    book: BookInfo
    check: Check | None
    times: BuildTimes | None
    report: LoadReport | None


def about_book() -> AboutBook:
    """What the book is and how it was measured, recorded before it is returned."""
    graph, log = the_graph(), the_audit()
    view = graph.view()
    log.record(
        Record(user(), "view", None, "success", detail={"page": "book", "generation": str(view.book.generation)})
    )
    today = datetime.now(view.book.zone).date()
    folder = graph.folder
    return AboutBook(
        view.book,
        None if folder is None else kept.for_role(kept.read(folder, view.book.generation), role()),
        build_times(log, today, view.book.zone),
        read_report(view.generation.report),
    )


def ready(customer_id: str | None) -> None:
    """Raise what stands in the way of any page: settings, policy, graph; on record where a customer was asked for."""
    settings()
    try:
        rules = policy()
        book()
        _noted(the_audit().name, rules.digest, _policy=rules, _user=user())
    except Exception as error:
        if customer_id:
            the_audit().record_unread(user(), customer_id, error)
        raise


@st.cache_resource(ttl="12h", max_entries=4, show_spinner=False)
def _policy(path: Path | None, changed: int) -> Policy:  # a part of the key
    return policies.load(path)


# Once for each policy that this server had: what is in force is looked for in the log, not at each run.
@st.cache_resource(ttl="12h", max_entries=4, show_spinner=False)
def _noted(log: str, digest: str, _policy: Policy, _user: str) -> None:
    policy_changed.note(the_audit(), _policy, _user)


@st.cache_resource(ttl="12h", max_entries=2, show_spinner=False)
def _graph(url: str) -> Graph:
    return connect(url)


# Profiles are frozen, so that all sessions may share one. 15 minutes bound how long a fixed failure of a source that
# the generation doesn't tell stays on a page; 256 profiles of usual customers are about 60 MB.
@st.cache_resource(ttl="15m", max_entries=256, show_spinner=False)
def _profile(
    url: str,
    generation: int,
    customer_id: str,
    as_of: date | None,
    lookback_days: int,
    role_digest: str,
    digest: str,
    sections: tuple[str, ...],
    screening: str,
    _builder: Customer360Builder,
    _fresh: list[bool],
) -> Profile:
    found = _builder.build_profile(customer_id, as_of=as_of, lookback_days=lookback_days, sections=sections)
    _fresh.append(True)
    return found


def the_graph() -> Graph:
    return _graph(settings().graph)


def the_desk() -> ScreeningDesk:
    return _desk(settings().graph)


# One for all sessions: it holds the lists, which take seconds to read, and takes up new ones by itself.
@st.cache_resource(max_entries=2, show_spinner=False)
def _desk(url: str) -> ScreeningDesk:
    return desk_of(settings(), url)


def decide(found: Screening, one: ScreenedCandidate, outcome: str, reason: str, *, at: datetime) -> None:
    """Keeps what whoever is asking decided on a candidate as it was shown, on record first; raises as the desk does."""
    the_desk().decide(found, one, outcome, reason, user=user(), role=role(), audit=the_audit(), at=at)


def how_to_load_lists() -> str:
    """The command that loads a list, for whoever runs the book; where that lies is not for every reader of the page."""
    return (
        "To load one: python -m c360 lists load ofac FOLDER --graph BOOK; for the United Nations' list"
        " un FILE, for OpenSanctions' opensanctions FILE. The page takes it up by itself."
    )


def the_builder() -> Customer360Builder:
    return Customer360Builder(the_graph(), policy(), the_audit(), user(), role=role(), screens=the_desk())
