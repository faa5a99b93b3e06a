"""The audit log for who audits: whether it holds, what is unusual, who looked at whom, each record, a file of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import streamlit as st

from c360 import words
from c360.access import NOBODY
from c360.audit import ACTIONS
from c360.audit.unusual import GLASS
from c360.sheets import audit as sheets
from components import auditing, places, session, theme
from components.auditing import Wanted
from components.panel import Records, missing, panel, popover, table

_DAYS: Final = 7
_FILE: Final = "audit-log"
_OPEN: Final = 5  # findings of the glass that stand in words


def show() -> None:
    """Draw the page; a look at the log is on record before it is drawn."""
    st.title("Audit log", anchor=False)
    auditing.allow()
    zone = session.book().zone
    st.caption(
        theme.safe(f"Who looked at whom, when and why; times are {words.zone(zone.key)}. Customers stand here by their"
                   " id alone. That you look is on record, too.")
    )  # fmt: skip
    wanted = _wanted()
    found = auditing.looked(wanted)
    left, right = st.columns([3, 4])
    with left, panel("Does the log hold?", "Each record carries the digest of the one before"):
        _holds()
    with (
        right,
        panel(
            "Take it away", "What is asked for above, as a table; or all of these days, as a file that proves itself"
        ),
    ):
        _away(wanted)
    with panel(
        "What is unusual?", f"From {words.day(wanted.first)} to {words.day(wanted.last)}; questions, no verdicts"
    ):
        _unusual(auditing.odd(wanted))
    shown = found[: auditing.SHOWN]
    left, right = st.columns(2)
    with left, panel("Who looked?", "By user, of the records below"):
        table(sheets.by_user(shown, zone), alt="Users with what they looked at")
    with right, panel("At whom?", "By customer, of the records below"):
        table(sheets.by_customer(shown, zone), alt="Customers with who looked at them")
        _link(wanted.customer)
    cut = f"The newest {auditing.SHOWN:,}; narrow it for older ones" if len(found) > auditing.SHOWN else "All that fit"
    with panel("Records", f"{cut}. Newest first"):
        table(sheets.records(shown, zone), height=520 if len(shown) > 12 else "auto")


def _wanted() -> Wanted:
    """The filters. What is typed stays out of the address."""
    today = datetime.now(session.book().zone).date()
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit_filters"):
        customer = st.text_input("Customer's id", key="audit_customer", max_chars=places.LONGEST_ID, width=220)
        user = st.text_input("User", key="audit_user", max_chars=places.LONGEST_ID, width=220)
        action = st.selectbox("Action", ACTIONS, index=None, key="audit_action", placeholder="any", width=160)
        first = st.date_input("From", value=today - timedelta(days=_DAYS - 1), key="audit_from", max_value=today,
                              format="YYYY-MM-DD", width=150)  # fmt: skip
        last = st.date_input("To", value=today, key="audit_to", max_value=today, format="YYYY-MM-DD", width=150)
    wanted = Wanted(first or today, last or today, (customer or "").strip(), (user or "").strip(), action or "")
    if wanted.first > wanted.last:
        st.warning("The first day is after the last one.", icon=":material/event_busy:")
    return wanted


def _holds() -> None:
    told = st.container()
    if st.button("Verify it now", icon=":material/fact_check:", key="audit_verify"):
        auditing.check()
    with told:
        _state(auditing.checked())


def _state(found: auditing.Checked | None) -> None:
    if found is None:
        missing("Not verified since this server was started.")
        return
    at = words.moment(found.at.astimezone(session.book().zone))
    said = f"{theme.safe(found.told)} Verified {theme.safe(at)}."
    (st.success if found.sound else st.error)(said, icon=":material/verified:" if found.sound else ":material/gpp_bad:")


def _away(wanted: Wanted) -> None:
    st.markdown(f"At most {auditing.MOST:,} records as a table. A file's SHA-256 is on record before it leaves.")
    with st.container(horizontal=True):
        st.download_button(
            "CSV", data=auditing.exporter(wanted), file_name=f"{_FILE}.csv", mime="text/csv", on_click="ignore",
            key="audit_csv", icon=":material/download:", help="The records that fit, for spreadsheets.",
        )  # fmt: skip
        st.download_button(
            "With proof", data=auditing.proof(wanted), file_name=f"{_FILE}.jsonl", mime="application/jsonl",
            on_click="ignore", key="audit_proof", icon=":material/verified:",
            help="All records of these days with their digests and signed checkpoints: the file proves itself.",
        )  # fmt: skip


def _unusual(odd: auditing.Odd) -> None:
    zone, found = session.book().zone, odd.findings
    for one in [each for each in found if each.kind == GLASS][:_OPEN]:
        first, then = one.rows[0], len(one.rows) - 1
        at, whom = words.moment(first.at.astimezone(zone)), first.customer_id
        if first.outcome == "success":
            looks = f"{words.counted(then, 'look')} followed" if then else "Nothing was looked at since"
            said = f"{one.user} broke the glass for {whom} at {at}. {one.found}. {looks}."
        else:
            said = f"{one.user} tried to break the glass for {whom} at {at} and was refused."
        st.warning(theme.safe(said), icon=":material/emergency:")
    table(sheets.unusual(found, zone), well=not odd.limits, alt="Unusual looks, broken glass first")
    for limit in odd.limits:
        st.caption(theme.safe(limit))
    if found:
        behind = [record for one in found for record in one.rows]
        how = "The records behind each, in the order of the table."
        popover("unusual looks", lambda: Records(how, sheets.records(behind[: auditing.SHOWN], zone)))


def _link(customer_id: str) -> None:
    """The way to the customer who is asked for, where the role sees customers."""
    role = session.role()
    if customer_id and role.sees("identity") and role.part != NOBODY:
        places.link(customer_id, f"Customer {customer_id}")


def viewers(customer_id: str) -> None:
    """On a customer's page: who has seen this person, opened when it is asked for."""
    if not auditing.may_see_viewers():
        return
    how = "The last 20 records of this customer, newest first. That you look is on record, too."
    popover(
        "this customer", lambda: Records(how, sheets.seen(auditing.viewers(customer_id), session.book().zone)),
        label="Who has seen this person",
    )  # fmt: skip
