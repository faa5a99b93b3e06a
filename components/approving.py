"""Exports that wait for another person's yes: who asks for what and why, and the answer of whoever may give one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from c360 import words
from c360.access import EXPORT, demand
from c360.acts import approvals
from c360.acts.approvals import Request
from c360.acts.reasons import LONGEST
from c360.audit import Record
from c360.errors import C360Error
from c360.settings import account
from c360.sheets import Column, Sheet, sheet
from components import login, session, theme
from components.panel import missing, panel, table

_PAGE: Final = "requests"
_SEEN: Final = "approvals_on_record"
_SAID: Final = "approvals_said"
_YES, _NO = "Yes, it may leave", "No, it may not"
_STATES: Final = {"waits": "waits", "yes": "yes, not used yet", "no": "no", "used": "yes, and used"}
_COLUMNS: Final = (
    Column("Number", "count"), Column("Asked by"), Column("Kind"), Column("Customers", "count"),
    Column("Asked", "moment"), Column("Until", "moment"), Column("State"), Column("Answered by", none="nobody"),
    Column("Reason of who asks"), Column("Reason of the answer", none="—"),
)  # fmt: skip


def show() -> None:
    """Draw the page; a look at the requests is on record before they are drawn."""
    st.title("Approvals", anchor=False)
    found, rules = _requests(), session.policy().acts
    st.caption(
        theme.safe(
            f"An export of more than {rules.bulk_export} customers waits for another person's yes, which holds for"
            f" {words.counted(rules.approval_hours, 'hour')} from when it was asked for. It is asked for and taken on"
            " the command line. Times are"
            f" {words.zone(session.book().zone.key)}. That you look is on record, too."
        )
    )
    _said()
    with panel("What waits for an answer?", "The oldest first; who asks cannot answer"):
        waiting = [one for one in found if one.state == "waits"]
        if not waiting:
            missing("Nothing waits for an answer.", ":material/check:")
        for one in waiting:
            _request(one)
    with panel("What became of the others?", f"Asked for in the last {rules.approval_hours} hours"):
        table(_sheet([one for one in found if one.state != "waits"]), alt="Requests that were answered")


def _requests() -> Sequence[Request]:
    """What is not expired, on record before it is returned. Raises `NotAllowed` without the right to export."""
    log, user = session.the_audit(), session.user()
    demand(session.role(), EXPORT, user=user, audit=log, action=approvals.ACTION, detail={"page": _PAGE})
    found = approvals.requests(log, session.policy().acts, session.book().name, now=datetime.now(UTC))
    view = tuple((one.number, one.state) for one in found)
    if st.session_state.get(_SEEN) != view:
        session.record(Record(user, "view", None, "success", detail={"page": _PAGE, "rows": str(len(found))}))
    st.session_state[_SEEN] = view
    return found


def _request(one: Request) -> None:
    zone = session.book().zone
    until = words.moment(one.until.astimezone(zone))
    told = f"{one.by} asks to export {words.counted(one.count, 'customer')} as {one.kind.upper()}"
    with st.container(border=True):
        st.markdown(f"**{theme.safe(f'Request {one.number}: {told}')}**")
        st.markdown(theme.safe(f"“{one.reason}”"))
        st.caption(theme.safe(f"Asked {words.moment(one.at.astimezone(zone))}, open until {until}."))
        if approvals.same(one.by, session.user()):
            missing("It is your own: it waits for another person.", ":material/hourglass:")
            return
        key = f"approve {one.number}"
        with st.form(key, border=False, enter_to_submit=False):
            st.text_input("Reason for the answer", key=f"{key} reason", max_chars=LONGEST,
                          placeholder="For whoever reads it later")  # fmt: skip
            with st.container(horizontal=True):
                for label, yes in ((_YES, True), (_NO, False)):
                    st.form_submit_button(label, key=f"{key} {yes}", on_click=_answer, args=(one.number, yes, key))


def _answer(number: int, yes: bool, key: str) -> None:
    """On record first; what is asked of is read again, since somebody may have answered meanwhile."""
    try:
        one = approvals.answer(
            session.the_audit(), session.policy().acts, session.role(), number,
            book=session.book().name, yes=yes, why=str(st.session_state.get(f"{key} reason") or ""),
            user=session.user(), account="" if login.required() else account(), now=datetime.now(UTC),
        )  # fmt: skip
    except C360Error as error:
        st.session_state[_SAID] = False, error.title
        return
    done = f"{one.by} may export it once" if yes else "nothing of it leaves"
    st.session_state[_SAID] = True, f"Request {one.number}: {one.state}, {done}. Your answer is on record."


def _said() -> None:
    """What became of the answer that was just given, once."""
    told = st.session_state.pop(_SAID, None)
    if told is not None:
        kept, text = told
        (st.success if kept else st.error)(theme.safe(text), icon=":material/how_to_reg:")


def _sheet(found: Sequence[Request]) -> Sheet:
    zone = session.book().zone
    rows = [
        (one.number, one.by, one.kind, one.count, one.at.astimezone(zone), one.until.astimezone(zone),
         _STATES[one.state], one.answered_by or None, one.reason, one.answer or None)
        for one in found
    ]  # fmt: skip
    return sheet("approvals", "Requests that were answered", _COLUMNS, rows, "Nothing was answered.")
