"""Who is asking, of which book, under which policy: the only home of caches, and of what a session may see.

A view is recorded in the audit log before it is returned. What is cached has been masked for the role in its key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import streamlit as st

from c360 import households
from c360 import policy as policies
from c360.access import ANALYST, Role
from c360.audit import AuditLog, Record
from c360.build_times import BuildTimes, build_times
from c360.errors import C360Error
from c360.export import export
from c360.graph.about import BookInfo
from c360.graph.connect import Graph, connect
from c360.model import Profile, TransactionRow
from c360.policy import Policy
from c360.profile import ALL, Customer360Builder
from c360.settings import Settings
from c360.sources.report import LoadReport, read_report
from c360.verify import kept
from c360.verify.check import Check
from components.calendar import YEAR

_Answer = TypeVar("_Answer")
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
    path = _settings().policy
    return _policy(path, _changed(path))


def _changed(path: Path | None) -> int:
    """When the file was last written; 0 where that can't be told, and reading it says why."""
    with suppress(OSError):
        return path.stat().st_mtime_ns if path else 0
    return 0


def role() -> Role:
    """The role of whoever is asking."""
    return ANALYST


def user() -> str:
    """Who the audit log says was looking: the login's e-mail, or the user of the settings."""
    if st.user.get("is_logged_in") and st.user.get("email"):
        return str(st.user["email"])
    return _settings().user


def log_file() -> Path | None:
    """The file that takes the details of failures; none where the settings name none, or are wrong themselves."""
    try:
        return _settings().log
    except C360Error:
        return None


def profile(asked: Asked, section: str) -> Profile:
    """The customer's whole profile, of which `section` is about to be shown.

    Whoever builds it has it recorded by the builder; a view of a profile that is there already writes a record of
    its own, once for each section that is opened. Raises what the builder raises; then nothing may be shown.
    """
    found = _recorded(asked, ALL, (section,), _SEEN)
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
        builder.role.name, builder.policy.digest, sections,
    )  # fmt: skip
    fresh: list[bool] = []
    found = _profile(*key, _builder=builder, _fresh=fresh)
    view = f"{found.profile_id} {found.book.generation} {asked.lookback_days} {shown}"
    if not fresh and st.session_state.get(slot) != view:
        builder.record_view(found, shown)
    st.session_state[slot] = view
    if any(state.status == "unavailable" for state in found.sections.values()):
        # A reload asks again, instead of serving the failure until it expires.
        _profile.clear(*key)
    return found


def _remember(profile: Profile) -> None:
    """What this session has opened, newest first: on the page and nowhere else."""
    opened = {profile.customer_id: profile.summary.name, **st.session_state.get(_RECENT, {})}
    st.session_state[_RECENT] = dict(list(opened.items())[:_MOST_RECENT])


def recent() -> Mapping[str, str | None]:
    """Ids and names of the customers that this session has opened, newest first."""
    found: Mapping[str, str | None] = st.session_state.get(_RECENT, {})
    return found


def revenue_rows(asked: Asked) -> Callable[[str], Sequence[TransactionRow]]:
    """Asks for the transactions behind a line of the revenue, each time recorded before they are returned."""
    builder = the_builder()
    return lambda line: builder.records(asked.customer_id, line, as_of=asked.as_of)


def exporter(found: Profile, kind: str, *, with_household: bool = False) -> Callable[[], bytes]:
    """Makes a file of `c360.export.KINDS` when it is asked for; the record is written before the bytes leave."""
    builder, ask = the_builder(), asking(households.household)
    return lambda: export(builder, found, kind, ask(found.customer_id, as_of=found.as_of) if with_household else None)


def asking(answer: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """A question to the graph, as whoever is asking, of what records itself before it answers."""
    return partial(answer, the_graph(), policy=policy(), user=user(), audit=the_audit(), role=role())


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
        None if folder is None else kept.read(folder, view.book.generation),
        build_times(log.path, today, view.book.zone),
        read_report(view.generation.report),
    )


def ready(customer_id: str | None) -> None:
    """Raise what stands in the way of any page: settings, policy, graph; on record where a customer was asked for."""
    _settings()
    try:
        policy()
        book()
    except Exception as error:
        if customer_id:
            the_audit().record_unread(user(), customer_id, error)
        raise


@st.cache_resource(ttl="12h", max_entries=1, show_spinner=False)
def _settings() -> Settings:
    return Settings.from_env()


@st.cache_resource(ttl="12h", max_entries=4, show_spinner=False)
def _policy(path: Path | None, changed: int) -> Policy:  # a part of the key
    return policies.load(path)


@st.cache_resource(ttl="12h", max_entries=2, show_spinner=False)
def _graph(url: str) -> Graph:
    return connect(url)


@st.cache_resource(ttl="12h", max_entries=2, show_spinner=False)
def _audit(path: Path) -> AuditLog:
    return AuditLog(path)


# Profiles are frozen, so that all sessions may share one. 15 minutes bound how long a fixed failure of a source that
# the generation doesn't tell stays on a page; 256 profiles of usual customers are about 60 MB.
@st.cache_resource(ttl="15m", max_entries=256, show_spinner=False)
def _profile(
    url: str,
    generation: int,
    customer_id: str,
    as_of: date | None,
    lookback_days: int,
    role_name: str,
    digest: str,
    sections: tuple[str, ...],
    _builder: Customer360Builder,
    _fresh: list[bool],
) -> Profile:
    found = _builder.build_profile(customer_id, as_of=as_of, lookback_days=lookback_days, sections=sections)
    _fresh.append(True)
    return found


def the_graph() -> Graph:
    return _graph(_settings().graph)


def the_audit() -> AuditLog:
    settings = _settings()
    return _audit(settings.audit_of(settings.graph))


def the_builder() -> Customer360Builder:
    return Customer360Builder(the_graph(), policy(), the_audit(), user(), role=role())
