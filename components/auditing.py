"""Asking the audit log, as whoever is asking: that it was looked into is on record before anything of it is shown."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from c360.access import AUDIT, BREAK_GLASS
from c360.acts import kin
from c360.acts.unusual import is_look, unusual
from c360.audit import AuditLog, Entry, Record
from c360.audit.unusual import Finding
from c360.errors import C360Error, NotAllowed
from c360.export.tables import to_csv
from c360.sheets import audit as sheets
from components import session

# Records in the table; more are in the file and in the terminal.
SHOWN: Final = 500
# Records that an export has at most, and that unusual looks are looked for in.
MOST: Final = 20_000
_VIEWS: Final = 20
_SEEN: Final = "audit_on_record"
_PAGE: Final = "audit log"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the log is asked for: days in the bank's zone, both inclusive; nothing is no limit."""

    first: date
    last: date
    customer: str = ""
    user: str = ""
    action: str = ""

    @property
    def told(self) -> Mapping[str, str]:
        """What a record says of it; the customer has a column of their own."""
        given = {"page": _PAGE, "from": self.first.isoformat(), "to": self.last.isoformat(), "user": self.user,
                 "action": self.action}  # fmt: skip
        return {key: value for key, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Odd:
    """What is unusual, and sentences on what was not looked through."""

    findings: Sequence[Finding]
    limits: Sequence[str]


@dataclass(frozen=True, slots=True)
class Checked:
    """When the log's chain was last verified by this server, and what came of it."""

    at: datetime
    sound: bool
    told: str


def allow() -> None:
    """Raise `NotAllowed` for a role that may not read the log, on record."""
    if not session.role().may(AUDIT):
        session.record(Record(session.user(), "view", None, "denied", detail={"page": _PAGE}))
        raise NotAllowed("Your role may not read the audit log.")


def looked(wanted: Wanted) -> Sequence[Entry]:
    """The newest records that fit, one more than `SHOWN` where there are; recorded before they are returned."""
    found = _rows(wanted, SHOWN + 1)
    me = session.user()
    # Each look is a record of its own, which must not make the next run of the page another look.
    newest = next((one.seq for one in found if (one.user, one.detail.get("page")) != (me, _PAGE)), 0)
    view = (wanted, newest)
    if st.session_state.get(_SEEN) != view:
        session.record(Record(me, "view", wanted.customer or None, "success", detail=wanted.told))
    st.session_state[_SEEN] = view
    return found


def odd(wanted: Wanted) -> Odd:
    """What is unusual in these days, of the user and customer asked for; of a look that is on record already."""
    rows = _rows(Wanted(wanted.first, wanted.last, user=wanted.user), MOST)
    policy, book = session.policy(), session.book()
    looks = [one for one in rows if is_look(one)]
    customers = {one.customer_id for one in looks if one.customer_id}
    limits = []
    if len(rows) == MOST:
        limits.append(f"Looked through are the newest {MOST:,} records of these days.")
    if len(customers) > kin.MOST:
        limits.append(f"Relatives were looked for among {kin.MOST:,} of {len(customers):,} customers.")
    own: Mapping[str, kin.Person] = {}
    known: Mapping[str, kin.Person] = {}
    try:
        known = kin.people(session.the_graph(), policy, sorted(customers))
        own = kin.users_as_customers(session.the_graph(), policy, (one.user for one in looks))
    except C360Error as error:
        limits.append(f"Relatives were not all looked for: {error.title}")

    def tie(user: str, customer: str) -> str:
        return kin.tie(user, own.get(user), known[customer]) if customer in known else ""

    found = unusual(rows, policy.acts, hours=policy.business_hours, zone=book.zone, tie=tie)
    about = [
        one for one in found if not wanted.customer or any(each.customer_id == wanted.customer for each in one.rows)
    ]
    return Odd(about, tuple(limits))


def exporter(wanted: Wanted) -> Callable[[], bytes]:
    """Makes the records that fit as CSV when they are asked for; on record with their digest before they leave."""
    allow()
    log, user, zone = session.the_audit(), session.user(), session.book().zone

    def made() -> bytes:
        data = to_csv(sheets.records(_rows(wanted, MOST, log, zone), zone))
        detail = {**wanted.told, "kind": "csv", "sha256": hashlib.sha256(data).hexdigest()}
        log.record(Record(user, "export", wanted.customer or None, "success", detail=detail))
        return data

    return session.still(made, wanted.customer or None)


def proof(wanted: Wanted) -> Callable[[], bytes]:
    """Makes a file of all records of these days that proves itself (`AuditLog.export`), when it is asked for."""
    allow()
    log, user, (since, until) = session.the_audit(), session.user(), _instants(wanted, session.book().zone)

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "audit-log.jsonl"
            log.export(place, user=user, since=since, until=until)
            return place.read_bytes()

    return session.still(made, wanted.customer or None)


def may_see_viewers() -> bool:
    """Whether the role may see who looked at a customer: auditors, and compliance, which is for all customers."""
    role = session.role()
    return role.may(AUDIT) or (role.may(BREAK_GLASS) and role.part.everyone)


def viewers(customer_id: str) -> Sequence[Entry]:
    """The last records of who looked at a customer, before this; recorded before they are returned."""
    found = session.the_audit().rows(customer=customer_id, limit=_VIEWS)
    shown = {"shown": "who has seen this person"}
    session.record(Record(session.user(), "view", customer_id, "success", detail=shown))
    return found


def checked() -> Checked | None:
    """The last verification since the server started."""
    found = _checks(session.the_audit().name)
    return found[-1] if found else None


def check() -> None:
    """Verify the whole log now; what came of it is on record, then kept for all auditors of this server."""
    allow()
    log, now = session.the_audit(), datetime.now(UTC)
    try:
        found = Checked(now, True, _verified(log))
    except C360Error as error:
        found = Checked(now, False, error.title)
    session.record(
        Record(session.user(), "verify", None, "success" if found.sound else "failed", detail={"page": _PAGE})
    )
    _checks(log.name)[:] = [found]


def _verified(log: AuditLog) -> str:
    found = log.verification()
    sealed = f"{found.checkpoints:,} signed checkpoints vouch for those up to number {found.sealed:,}"
    gone = f" {len(found.segments):,} closed segments went before." if found.segments else ""
    return f"{found.records:,} records, each sealing the one before; {sealed}, {found.unsealed:,} not yet sealed.{gone}"


# One list for each log, so that what one auditor had verified all see.
@st.cache_resource(max_entries=4, show_spinner=False)
def _checks(log: str) -> list[Checked]:
    return []


def _rows(wanted: Wanted, limit: int, log: AuditLog | None = None, zone: ZoneInfo | None = None) -> list[Entry]:
    log, zone = log or session.the_audit(), zone or session.book().zone
    if wanted.first > wanted.last:
        return []
    since, until = _instants(wanted, zone)
    return log.rows(
        customer=wanted.customer or None, user=wanted.user or None, action=wanted.action or None, since=since,
        until=until, limit=limit,
    )  # fmt: skip


def _instants(wanted: Wanted, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When its days begin and are over."""
    after = wanted.last + timedelta(days=1)
    return datetime.combine(wanted.first, time(), zone), datetime.combine(after, time(), zone)
