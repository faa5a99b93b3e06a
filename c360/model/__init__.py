"""What crosses layers: the profile and its sections as frozen dataclasses.

Field names are the keys of the profile's JSON, so that a dataclass and its JSON can't drift apart. Money is
`Decimal` with its currency's digits, days are `date`, instants aware `datetime`. `None` is "nobody knows".
"""

from c360.model.activity import (
    Activity,
    Day,
    InteractionRow,
    Tally,
    TimePatterns,
    TransactionRow,
    Transactions,
    Window,
)
from c360.model.identity import AddressRow, BasicInfo, ContactInfo, Demographics, DocumentRow, Identity
from c360.model.products import AccountRow, Converted, Products, ProductSummary, StandingOrderRow
from c360.model.profile import (
    Attention,
    BookStamp,
    PolicyStamp,
    Profile,
    SectionState,
    SourceStamp,
    Summary,
)
from c360.model.relationships import AccountLink, Business, EntityLink, Family, Joint, Relationships
from c360.model.risk import (
    AlertRow,
    CountedDimension,
    CreditDimension,
    Evidence,
    Factor,
    Risk,
    SanctionsDimension,
    ScoreRow,
    Scores,
    ScreeningList,
)
from c360.model.signals import Signal, Signals
from c360.model.value import Model, RevenueLine, Value

__all__ = [
    "AccountLink", "AccountRow", "Activity", "AddressRow", "AlertRow", "Attention", "BasicInfo",
    "BookStamp", "Business", "ContactInfo", "Converted", "CountedDimension", "CreditDimension", "Day",
    "Demographics", "DocumentRow", "EntityLink", "Evidence", "Factor", "Family", "Identity", "InteractionRow",
    "Joint", "Model", "PolicyStamp", "ProductSummary", "Products", "Profile", "Relationships", "RevenueLine",
    "Risk", "SanctionsDimension", "ScoreRow", "Scores", "ScreeningList", "SectionState", "Signal",
    "Signals", "SourceStamp",
    "StandingOrderRow", "Summary", "Tally", "TimePatterns", "TransactionRow", "Transactions", "Value", "Window",
]  # fmt: skip
