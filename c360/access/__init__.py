"""Who may see what: decided here, on the core's side, by the same functions for every way out."""

from __future__ import annotations

from c360.access.file import Access, Grant, load
from c360.access.masks import mask_number, mask_ssn
from c360.access.rights import NOTHING, demand, gate, here, refuse
from c360.access.role import (
    ACCOUNT_NUMBER,
    ADMINISTER,
    ANALYST,
    AUDIT,
    BREAK_GLASS,
    DECIDE,
    DOCUMENT_NUMBER,
    EVERYONE,
    EXPORT,
    LOCAL,
    NOBODY,
    RIGHTS,
    SSN,
    UNCOVER,
    Part,
    Role,
)
from c360.access.seeing import (
    hidden_sections,
    masked_subject,
    sees_risk,
    sees_screening,
    visible,
    visible_alert,
    visible_screening,
    visible_transactions,
)
from c360.access.seeing_companies import name_for, sees_companies, sees_owners, visible_company, visible_ownership
from c360.access.seeing_household import sees_households, visible_household
from c360.access.seeing_networks import (
    over,
    sees_flows,
    sees_kind,
    sees_networks,
    visible_connection,
    visible_flows,
    visible_neighbourhood,
)
from c360.access.show import Show
from c360.access.uncoverable import uncoverable, value_of

__all__ = [
    "ACCOUNT_NUMBER",
    "ADMINISTER",
    "ANALYST",
    "AUDIT",
    "BREAK_GLASS",
    "DECIDE",
    "DOCUMENT_NUMBER",
    "EVERYONE",
    "EXPORT",
    "LOCAL",
    "NOBODY",
    "NOTHING",
    "RIGHTS",
    "SSN",
    "UNCOVER",
    "Access",
    "Grant",
    "Part",
    "Role",
    "Show",
    "demand",
    "gate",
    "here",
    "hidden_sections",
    "load",
    "mask_number",
    "mask_ssn",
    "masked_subject",
    "name_for",
    "over",
    "refuse",
    "sees_companies",
    "sees_flows",
    "sees_households",
    "sees_kind",
    "sees_networks",
    "sees_owners",
    "sees_risk",
    "sees_screening",
    "uncoverable",
    "value_of",
    "visible",
    "visible_alert",
    "visible_company",
    "visible_connection",
    "visible_flows",
    "visible_household",
    "visible_neighbourhood",
    "visible_ownership",
    "visible_screening",
    "visible_transactions",
]
