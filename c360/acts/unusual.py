"""What of the audit log an auditor should look at first, by the policy: broken glass, relatives, and then the rest.

Adds to `c360.audit.unusual` what takes more than the log's own columns. A finding is a question: a surname in common is
common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from c360.audit import Entry
from c360.audit.unusual import GLASS, LOOKS, MANY, OUTSIDE, Finding, break_glass, many_customers, outside_hours
from c360.policy import ActRules

RELATIVES: Final = "own relatives"
ACCOUNT: Final = "one account"
ORDER: Final = (GLASS, RELATIVES, ACCOUNT, MANY, OUTSIDE)
# What a search says of each whom it finds is a view of each, and nobody's look at a customer.
_PASSING: Final = "search result"


def unusual(
    rows: Iterable[Entry], rules: ActRules, *, hours: tuple[int, int], zone: ZoneInfo,
    tie: Callable[[str, str], str],
) -> tuple[Finding, ...]:  # fmt: skip
    """All that is unusual among these records, in `ORDER` and the newest first; `tie` as `relatives` takes it."""
    ordered = sorted(rows, key=lambda one: one.seq)
    looks = [one for one in ordered if is_look(one)]
    opens, closes = time(hours[0]), time(hours[1]) if hours[1] < 24 else time.max
    found = [
        *(with_what_followed(one, ordered) for one in break_glass(ordered)), *relatives(ordered, tie),
        *one_account(ordered),
        *many_customers(looks, customers=rules.many_customers, within=timedelta(minutes=rules.many_minutes)),
        *outside_hours(looks, zone=zone, opens=opens, closes=closes),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (ORDER.index(one.kind), -one.rows[-1].seq)))


def is_look(one: Entry) -> bool:
    """Whether the record is of somebody who looked at one customer and was shown them."""
    return (
        one.action in LOOKS and one.outcome == "success" and one.customer_id is not None
        and one.detail.get("shown") != _PASSING
    )  # fmt: skip


def with_what_followed(broken: Finding, rows: Sequence[Entry]) -> Finding:
    """The finding of a broken glass with what the user then looked at of this customer, as long as it was open."""
    one = broken.rows[0]
    try:
        until = datetime.fromisoformat(one.detail["until"])
    except (KeyError, ValueError):
        return broken  # refused: nothing was opened
    then = (
        other for other in rows
        if (other.user, other.customer_id) == (one.user, one.customer_id) and other.seq > one.seq
        and other.at < until and other.action != GLASS
    )  # fmt: skip
    return replace(broken, rows=(one, *then))


def relatives(rows: Sequence[Entry], tie: Callable[[str, str], str]) -> list[Finding]:
    """Whoever looked at themselves or at who may be a relative: `tie(user, customer)` says how, or nothing."""
    looks: dict[tuple[str, str], list[Entry]] = {}
    for one in rows:
        if is_look(one) and one.customer_id is not None:
            looks.setdefault((one.user, one.customer_id), []).append(one)
    told = {pair: tie(*pair) for pair in looks}
    return [Finding(RELATIVES, pair[0], how, tuple(looks[pair])) for pair, how in told.items() if how]


def one_account(rows: Sequence[Entry]) -> list[Finding]:
    """Where question and answer of four eyes came from one account of the operating system under two names."""
    asked = {str(one.seq): one for one in rows if one.detail.get("step") == "asked"}
    found = []
    for one in rows:
        first = asked.get(one.detail.get("request", ""))
        if one.action != "approve" or one.outcome != "success" or first is None or one.detail.get("step") != "yes":
            continue
        if one.detail.get("account") and one.detail.get("account") == first.detail.get("account"):
            how = f"Said yes to request {first.seq} of {first.user} from the same account of the machine"
            found.append(Finding(ACCOUNT, one.user, how, (first, one)))
    return found
