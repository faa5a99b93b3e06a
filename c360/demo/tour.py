"""Where to begin: ten people of the demo bank, each showing one thing."""

from __future__ import annotations

from typing import Final, NamedTuple


class Stop(NamedTuple):
    """One person of the tour: who, and in one sentence what their page shows."""

    id: str
    name: str
    shows: str


WHERE_TO_BEGIN: Final = (
    Stop("customer-12345", "Sarah Johnson", "The whole picture: five accounts, a family, a firm and a low risk."),
    Stop("customer-12440", "Ruslan Talgarov", "A sanctions match that nobody has decided makes the risk critical."),
    Stop("customer-12446", "Desmond Achterberg", "Alerts that were closed are shown and don't count."),
    Stop("customer-12470", "Petra Lindqvist", "She owns a company that owns a part of itself, through another."),
    Stop("customer-12460", "Marcus Adeyemi-Blake", "12,000 transactions in 90 days: sums are whole, lists say limits."),
    Stop("customer-12462", "Hélène Duquesne-Ito", "Accounts in four currencies, converted by dated rates."),
    Stop("customer-12480", "Conrad Velasquez-Stroud", "Cash paid in just below 10,000 dollars, day after day."),
    Stop("customer-12463", "Agatha Winterbourne", "A dormant account and closed ones that no total counts."),
    Stop("customer-12405", "王小明", "A name in its own script, found as it is written."),
    Stop("customer-12420", "customer-12420", "Nothing but an id: what isn't known is said to be unknown."),
)
