"""The role of whoever is asking: as it was granted, and with whom they opened by breaking the glass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from c360.access import BREAK_GLASS, Role
from c360.acts import glass
from c360.acts.glass import Grant
from c360.audit import AuditLog, Record
from c360.errors import C360Error, NotAllowed
from c360.graph.about import BookInfo
from c360.policy import ActRules, Policy
from components import details, installed, login


def own(book: BookInfo) -> Role:
    """The role as it was granted for this book; raises as `login.who` does."""
    return login.who().role.within(book.name)


def role(book: BookInfo, policy: Policy) -> Role:
    """The role with the customers in its part that are open now; raises as `login.who` does, and `AuditFailed`."""
    return glass.with_opened(own(book), opened(book, policy), datetime.now(UTC))


def opened(book: BookInfo, policy: Policy) -> tuple[Grant, ...]:
    """Whom whoever is asking opened by breaking the glass, until when; read back from the audit log."""
    if not own(book).may(BREAK_GLASS):
        return ()
    log = installed.the_audit()
    return _opened(log.name, book.name, login.who().user, policy.digest, _log=log, _rules=policy.acts)


def still(
    book: BookInfo, policy: Policy, make: Callable[[], bytes], customer_id: str | None = None
) -> Callable[[], bytes]:
    """Makes a file when it is asked for, while the login holds and the role is the one that the page was shown to.

    A role that is another by then, or without whom it had opened, gets `NotAllowed`, on record, and no file.
    """
    who, log, shown = login.who(), installed.the_audit(), role(book, policy).digest

    def made() -> bytes:
        try:
            found = login.role_now(who).within(book.name)
            if found.may(BREAK_GLASS):
                now = datetime.now(UTC)
                found = glass.with_opened(
                    found, glass.opened(log, policy.acts, book=book.name, user=who.user, now=now), now
                )
            if found.digest != shown:
                raise NotAllowed("What your role may see has changed since this page was shown: load it again.")
        except NotAllowed as error:
            log.record(Record(who.user, "export", customer_id, "denied", detail={"error": type(error).__name__}))
            raise
        return make()

    return login.still(lambda: _civil(made))


def _civil(made: Callable[[], bytes]) -> bytes:
    """The file; where it can't be made a title alone leaves, since Streamlit writes what is raised into its log."""
    try:
        return made()
    except C360Error as error:
        details.keep(installed.log_file(), error)
        raise error from None
    except Exception as error:
        details.keep(installed.log_file(), error)
        raise C360Error("The file could not be made.") from None


def look_again() -> None:
    """Read what is open from the log anew: the glass was broken."""
    _opened.clear()


# A page asks for the role a dozen times. What another server opened shows within seconds; what ends ends at once, since
# whoever uses a grant looks at its time.
@st.cache_resource(ttl=10, max_entries=256, show_spinner=False)
def _opened(
    log: str, book: str, user: str, digest: str, _log: AuditLog, _rules: ActRules
) -> tuple[Grant, ...]:  # fmt: skip
    return glass.opened(_log, _rules, book=book, user=user, now=datetime.now(UTC))
