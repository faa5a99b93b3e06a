"""Profiles made by hand, for what a page must do with each state of a section."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from c360.model import (
    AccountLink,
    AccountRow,
    Activity,
    AddressRow,
    AlertRow,
    Attention,
    BasicInfo,
    BookStamp,
    Business,
    ContactInfo,
    Converted,
    CountedDimension,
    CreditDimension,
    Day,
    Demographics,
    DocumentRow,
    EntityLink,
    Evidence,
    Factor,
    Family,
    Identity,
    InteractionRow,
    Joint,
    Model,
    PolicyStamp,
    Products,
    ProductSummary,
    Profile,
    Relationships,
    RevenueLine,
    Risk,
    SanctionsDimension,
    ScoreRow,
    Scores,
    ScreeningList,
    SectionState,
    Signal,
    Signals,
    SourceStamp,
    StandingOrderRow,
    Summary,
    Tally,
    TimePatterns,
    TransactionRow,
    Transactions,
    Value,
    Window,
)
from c360.model.household import HighestRisk, Household, Member, Totals, Worth
from c360.model.what_if import Change, WhatIf
from c360.sections import registry

AS_OF = date(2024, 6, 30)
ZONE = ZoneInfo("America/New_York")
HOSTILE = "<img src=x onerror=alert(1)> [x](http://evil.example/) ![i](http://evil.example/i.png) :red[hi] $x$"


def money(text: str) -> Decimal:
    return Decimal(text)


def state(**changes: Any) -> SectionState:
    given = SectionState("ok", None, Decimal("100.0"), (), (), datetime(2024, 6, 29, 6, 0, tzinfo=UTC))
    return replace(given, **changes)


def identity(name: str | None = "Sarah Johnson") -> Identity:
    return Identity(
        BasicInfo(
            name, date(1980, 4, 12), "***-**-6789", "customer-12345", date(2015, 3, 15), 44, "F", "US", "US",
            "ACTIVE", False, date(2023, 1, 10), date(2025, 1, 10), "Main St", "R. Ortiz", False, True,
        ),
        ContactInfo("sarah@example.com", "+1 212 555 0100", None),
        Demographics("Consultant", money("185000.00"), "Johnson Consulting LLC"),
        (AddressRow("HOME", "12 Elm St", "New York", "10001", "NY", "US", "crm"),),
        (
            DocumentRow("PASSPORT", "****4321", date(2014, 8, 10), date(2024, 8, 10), "EXPIRING", "crm"),
            DocumentRow("DRIVING_LICENCE", "****9876", date(2020, 1, 5), date(2028, 1, 5), "VALID", "crm"),
        ),
        datetime(2024, 6, 29, 6, 0, tzinfo=UTC),
    )  # fmt: skip


def relationships() -> Relationships:
    john = Joint("customer-12346", "John Johnson", "OWNS", "Person")
    return Relationships(
        (
            Family("customer-12347", "Emma Johnson", "CHILD", "crm"),
            Family("customer-12348", "Liam Johnson", "CHILD", "crm"),
            Family("customer-12346", "John Johnson", "SPOUSE", "crm"),
        ),
        (Business("customer-777", "Ana Ruiz", "Person", "PARTNER", "crm"),),
        (
            AccountLink("A-1", "CHECKING", "OWNS", (john,), "core"),
            AccountLink("A-2", "SAVINGS", "OWNS", (), "core"),
            AccountLink(
                "A-9", "SAVINGS", "AUTHORIZED_ON", (Joint("customer-12347", "Emma Johnson", "OWNS", "Person"),), "core"
            ),
        ),
        (EntityLink("company-1", "Johnson Consulting LLC", "OWNS", Decimal("100.0"), "compliance"),),
        4,
    )


def account(
    number: str = "A-1", kind: str = "CHECKING", balance: str | None = "50000.00", **changes: Any
) -> AccountRow:
    given = AccountRow(
        number, kind, None if balance is None else money(balance), "USD", "ACTIVE", date(2015, 3, 15), None, False,
        None, None, None, "core", date(2024, 6, 30),
    )  # fmt: skip
    return replace(given, **changes)


def products() -> Products:
    return Products(
        (account(joint=True),),
        (account("A-2", "SAVINGS", "200000.00", interest_rate=money("1.5")),),
        (account("A-3", "CREDIT_CARD", "15000.00", limit=money("25000.00"), annual_fee=money("95.00")),),
        (account("A-4", "MORTGAGE", "350000.00", interest_rate=money("3.125")),),
        (account("A-5", "BROKERAGE", "500000.00", currency="EUR"),),
        (),
        (account("A-8", "GIFT", None, status="CLOSED", closed=date(2020, 1, 1)),),
        (account("A-9", "SAVINGS", "12000.00"),),
        (StandingOrderRow("A-1", "A-2", money("500.00"), "savings", "core"),),
        ProductSummary(
            5, money("250000.00"), money("15000.00"), money("350000.00"), money("500000.00"), money("750000.00"),
            money("365000.00"), money("385000.00"), 1, (Converted("EUR", money("1.0705"), date(2024, 6, 28)),),
            AS_OF,
        ),
    )  # fmt: skip


def activity(shown: int = 60, of: int = 145) -> Activity:
    start = date(2024, 4, 1)
    days = tuple(
        Day(start + timedelta(n + 1), money(f"{(n * 37) % 900}.00"), money(f"{(n * 53) % 700}.50"), n % 4)
        for n in range(90)
    )
    rows = tuple(
        TransactionRow(
            f"T-{n}", datetime(2024, 6, 30, 14, 5, tzinfo=ZONE) - timedelta(hours=31 * n), "A-1",
            "A-77" if n % 3 else None, ("in", "out", "internal")[n % 3], ("CARD", "TRANSFER")[n % 2],
            ("APP", "BRANCH")[n % 2], "Main St", money(f"{1250 + n}.00"), "USD",
            money(f"{1250 + n}.00"), "core",
        )
        for n in range(shown)
    )  # fmt: skip
    heat = tuple(tuple((d * 24 + h) % 4 if 8 <= h <= 18 else 0 for h in range(24)) for d in range(7))
    return Activity(
        Window(start, AS_OF, 90), of, money("181250.00"), money("1250.00"), Tally(62, money("90000.00")),
        Tally(75, money("81250.00")), Tally(8, money("10000.00")),
        {"CARD": Tally(80, money("40000.00")), "TRANSFER": Tally(65, money("141250.00"))},
        {"APP": Tally(100, money("80000.00")), "BRANCH": Tally(45, money("101250.00"))},
        ("Main St", "Online banking"), {"Main St": 55, "Online banking": 90}, TimePatterns(110, 35, 80, 55, 10),
        heat, days,
        (InteractionRow(datetime(2024, 6, 3, 10, 30, tzinfo=ZONE), "BRANCH", "ADVICE", "About a mortgage", "crm"),),
        Transactions(shown, of, rows), (),
    )  # fmt: skip


def risk() -> Risk:
    seen = Evidence("CreditScore", "score-1", "bureau", datetime(2024, 6, 1, tzinfo=UTC))
    return Risk(
        Scores(
            CreditDimension(780, "Excellent", "Bureau A", date(2024, 6, 1)),
            CountedDimension(0, "LOW"), CountedDimension(1, "HIGH"),
            SanctionsDimension(0, "LOW", (ScreeningList("OFAC SDN", date(2024, 6, 29)),)),
        ),
        Decimal("0.25"), "MEDIUM", "MEDIUM",
        (
            Factor("base.credit", "Credit score below 600", "+0.25", False, "780 is at least 600", (seen,),
                   "score 780", "below 600"),
            Factor("base.aml", "AML alert open or confirmed", "+0.25", True, "1 open alert",
                   (Evidence("AMLAlert", "alert-1", "compliance", None),), "1 open", "1 or more", date(2024, 6, 20)),
            Factor("floor.kyc", "KYC review overdue", "at least MEDIUM", None, "The review date is unknown", (),
                   None, "before 2024-06-30"),
        ),
        (
            AlertRow("alert-1", "AML", "OPEN", "HIGH", datetime(2024, 6, 20, 9, tzinfo=UTC), None,
                     "Structuring", "Account A-1", "compliance", None),
            AlertRow("alert-0", "FRAUD", "CLOSED_FALSE_POSITIVE", "LOW", date(2022, 1, 2), date(2022, 1, 9),
                     "Card abroad", "Person customer-12345", "compliance", None),
        ),
        (
            ScoreRow(780, "Bureau A", date(2024, 6, 1), "bureau"),
            ScoreRow(765, "Bureau A", date(2023, 6, 1), "bureau"),
        ),
        WhatIf(
            (
                Change("lower", "LOW", ("AML alert alert-1 (open, raised 2024-06-20) were closed",), None),
                Change("raise", "HIGH", ("a fraud alert were open", "the credit score were below 600"), None),
                Change("raise", "HIGH", ("“KYC review overdue” applies",), date(2024, 9, 1)),
            ),
            3, date(2025, 6, 30), (), (), None,
        ),
    )  # fmt: skip


def signals(found: bool | None = True) -> Signals:
    """Two signals: the first found, not found or not to be told, the second never found."""
    held = activity()
    rows = held.transactions.rows[:3] if held.transactions else ()
    window = Window(date(2023, 7, 1), AS_OF, 365)
    why = {True: "3 cash deposits of $9,400 to $9,900 from 2024-06-03 to 2024-06-07.", False: "No cash deposit.",
           None: "Transactions are not held in this book."}  # fmt: skip
    first = Signal(
        "structuring", "Cash just below the threshold", found, why[found], "3 or more cash bookings.",
        "31 CFR 1010.314", window, date(2024, 6, 3) if found else None, date(2024, 6, 7) if found else None,
        money("28800.00") if found else None, Transactions(len(rows), 40, rows) if found else Transactions(0, 0, ()),
    )  # fmt: skip
    nothing = Transactions(0, 0, ())
    second = Signal("in-and-out", "In and out within days", found and False, "No sum left again.", "A sum passes.",
                    "FFIEC", window, None, None, None, nothing)  # fmt: skip
    return Signals(None if found is None else 145, (first, second))


def value() -> Value:
    assumptions = {"retention": "0.85", "discount": "0.10"}
    return Value(
        money("385000.00"), money("8500.00"),
        (
            RevenueLine("fees", money("1500.00"), "12 fees in 365 days"),
            RevenueLine("interest_margin", money("6500.00"), "balances x rates"),
            RevenueLine("interchange", money("500.00"), "50,000.00 of card volume x 1.00 %"),
        ),
        9, money("28900.00"),
        (
            Model("retention", "annual revenue x r / (1 + d - r)", assumptions, money("28900.00")),
            Model("perpetuity", "annual revenue x r / d", assumptions, money("72250.00")),
        ),
        "Platinum",
    )  # fmt: skip


def profile(**changes: Any) -> Profile:
    """Sarah Johnson, much as the card has her; any field may be given otherwise."""
    given = Profile(
        schema="c360.profile/1",
        profile_id="C360-customer-12345-20240630-0badcafe",
        customer_id="customer-12345",
        generated_date=datetime(2024, 6, 30, 18, 0, tzinfo=ZONE),
        as_of=AS_OF,
        currency="USD",
        policy=PolicyStamp("2026-11", "d" * 64),
        book=BookStamp(
            "Demo bank", AS_OF, datetime(2024, 6, 30, 17, 0, tzinfo=UTC), 1, False,
            (
                SourceStamp("core", datetime(2024, 6, 30, 5, 0, tzinfo=UTC), 310_000),
                SourceStamp("crm", datetime(2024, 6, 29, 6, 0, tzinfo=UTC), 12_000),
            ),
        ),
        sections={name: state() for name in registry()},
        parts={
            "identity": identity(), "relationships": relationships(), "products": products(),
            "activity": activity(), "risk": risk(), "signals": signals(), "value": value(),
        },
        summary=Summary(
            "Sarah Johnson", date(2015, 3, 15), 5, money("750000.00"), "LOW", "Platinum", 4, Decimal("97.1"),
            (Attention("Passport expires in 41 days", "It expires on 2024-08-10", "identity"),),
        ),
    )  # fmt: skip
    return replace(given, **changes)


def household(given: Profile) -> Household:
    """The household of somebody who lives alone."""
    net, revenue = money("385000.00"), money("8500.00")
    one = Member(
        given.customer_id, given.summary.name, 43, "ACTIVE", None, 0, (), net, revenue, revenue, money("28900.00"),
        "LOW", "0 of 4 base factors apply", (), given.profile_id, (),
    )  # fmt: skip
    return Household(
        given.customer_id, given.summary.name, given.as_of, given.currency, given.policy.digest, (one,), (), (), (),
        Totals(money("750000.00"), money("365000.00"), net, money("0.00"), (), AS_OF),
        Worth(revenue, money("0.00"), (), "retention", money("28900.00"), "Platinum"),
        HighestRisk("LOW", (given.customer_id,), ("0 of 4 base factors apply",), ()), (), (), (), (), 1,
    )  # fmt: skip


def unavailable(name: str, reason: str = "the graph did not answer in time") -> Profile:
    """Sarah's profile with one section that could not be read."""
    given = profile()
    lost = SectionState("unavailable", reason, None, (), (), None)
    return replace(given, sections={**given.sections, name: lost}, parts={**given.parts, name: None})


def lost_year() -> Profile:
    """Sarah's profile, had its activity not been readable."""
    return unavailable("activity")


def unheld_year() -> Profile:
    """Sarah's profile, were the transactions of its window not held."""
    given = profile()
    gone = replace(activity(), **_nothing(activity(), "window", "converted"))
    return replace(given, parts={**given.parts, "activity": gone})


def partial(name: str) -> Profile:
    """Sarah's profile with one section of which a part is not held."""
    given = profile()
    some = state(
        status="partial", reason="transactions are held from 2024-05-01", missing=("dateOfBirth",),
        completeness=Decimal("50.0"),
    )  # fmt: skip
    return replace(given, sections={**given.sections, name: some})


def empty() -> Profile:
    """A customer of whom the book holds an id and nothing else, everything being delivered."""
    known = identity().basic_info
    nobody = replace(known, customerId="customer-1", **_nothing(known, "customerId"))
    none = money("0.00")
    tally = Tally(0, none)
    days = tuple(Day(date(2024, 4, 1) + timedelta(n + 1), none, none, 0) for n in range(90))
    quiet = Activity(
        Window(date(2024, 4, 1), AS_OF, 90), 0, none, None, tally, tally, tally, {}, {}, (), {},
        TimePatterns(0, 0, 0, 0, 0), ((0,) * 24,) * 7, days, (), Transactions(0, 0, ()), (),
    )  # fmt: skip
    low = CountedDimension(0, "LOW")
    scores = Scores(CreditDimension(None, None, None, None), low, low, SanctionsDimension(0, "LOW", ()))
    parts = {
        "identity": Identity(
            nobody, ContactInfo(None, None, None), Demographics(None, None, None), (), (), None
        ),
        "relationships": Relationships((), (), (), (), 0),
        "products": Products(
            (), (), (), (), (), (), (), (), (),
            ProductSummary(0, none, none, none, none, none, none, none, 0, (), AS_OF),
        ),
        "activity": quiet,
        "risk": Risk(scores, Decimal("0.00"), "LOW", "LOW", risk().factors[:1], (), ()),
        "signals": signals(found=False),
        "value": Value(none, none, value().revenue_lines[:1], None, none, (), "Bronze"),
    }  # fmt: skip
    summary = Summary(None, None, 0, none, "LOW", "Bronze", 0, Decimal("51.2"), ())
    lacking = state(missing=("name", "dateOfBirth"), completeness=Decimal("5.0"), updated_at=None)
    return profile(
        customer_id="customer-1", parts=parts, summary=summary,
        sections={name: lacking if name == "identity" else state() for name in registry()},
    )  # fmt: skip


def deceased() -> Profile:
    """Sarah, had she died."""
    given = profile()
    who = identity()
    gone = replace(who, basic_info=replace(who.basic_info, status="DECEASED"))
    return replace(given, parts={**given.parts, "identity": gone})


def _nothing(row: Any, *but: str) -> dict[str, Any]:
    """Every field of a dataclass as nobody knows it."""
    return {field.name: None for field in fields(row) if field.name not in but}


def not_held() -> Profile:
    """A customer of a book without names, alerts, scores, contacts or times of day."""
    given = empty()
    unknown = CountedDimension(None, None)
    scores = Scores(CreditDimension(None, None, None, None), unknown, unknown, SanctionsDimension(None, None, None))
    held = activity()
    timeless = replace(
        held, channels=None, locations=None, location_counts=None, interactions=None, heatmap=((0,) * 24,) * 7,
        time_patterns=TimePatterns(110, 35, 0, 0, 145),
        transactions=Transactions(
            1, 1, (replace(held.transactions.rows[0], at=date(2024, 6, 30)),) if held.transactions else ()
        ),
    )  # fmt: skip
    who = given.identity
    assert who is not None
    lines = tuple(replace(line, amount=None) for line in value().revenue_lines)
    models = tuple(replace(model, lifetime_value=None) for model in value().models)
    told = "Alerts are not held in this book"
    parts = {
        "identity": replace(who, addresses=None, documents=None),
        "relationships": Relationships(None, None, None, None, None),
        "products": replace(products(), **_nothing(products(), "summary"), summary=replace(
            products().summary, **_nothing(products().summary, "converted", "balances_as_of"))),
        "activity": timeless,
        "risk": Risk(
            scores, None, None, None, (Factor("base.fraud", "Fraud alert", "+0.25", None, told, ()),), None, None
        ),
        "signals": signals(found=None),
        "value": Value(None, None, lines, None, None, models, None),
    }  # fmt: skip
    some = state(status="partial", reason="not held: name, FraudAlert", missing=("name",))
    summary = Summary(None, None, 5, None, None, None, None, Decimal("60.0"), ())
    return replace(given, parts=parts, sections=dict.fromkeys(registry(), some), summary=summary)


def hostile() -> Profile:
    """A customer whose every text tries to be markup."""
    given = profile()
    who = identity(HOSTILE)
    tied = relationships()
    did = activity()
    assert did.transactions is not None
    rows = tuple(
        replace(row, counterparty=HOSTILE, type=HOSTILE, channel=HOSTILE, location=HOSTILE, account=HOSTILE)
        for row in did.transactions.rows
    )
    parts = {
        "identity": replace(
            who, contact_info=ContactInfo(HOSTILE, HOSTILE, HOSTILE),
            demographics=Demographics(HOSTILE, None, HOSTILE),
            addresses=(AddressRow(*[HOSTILE] * 7),),
        ),
        "relationships": replace(
            tied, family=(Family("f", HOSTILE, HOSTILE, HOSTILE),),
            entities=(EntityLink("c", HOSTILE, HOSTILE, None, HOSTILE),),
            business=(Business("b", HOSTILE, "Company", HOSTILE, HOSTILE),),
        ),
        "products": replace(products(), other=(account(HOSTILE, HOSTILE),)),
        "activity": replace(
            did, transactions=replace(did.transactions, rows=rows), transaction_types={HOSTILE: Tally(1, None)},
            channels={HOSTILE: Tally(1, None)}, location_counts={HOSTILE: 1}, locations=(HOSTILE,),
        ),
        "signals": replace(signals(), signals=(
            replace(signals().signals[0], title=HOSTILE, because=HOSTILE, definition=HOSTILE, source=HOSTILE),)),
        "risk": replace(
            risk(), factors=(Factor("x", HOSTILE, HOSTILE, True, HOSTILE, (Evidence(HOSTILE, HOSTILE, None, None),),
                                    HOSTILE, HOSTILE, AS_OF),),
            alerts=(AlertRow(HOSTILE, "FRAUD", HOSTILE, HOSTILE, AS_OF, None, HOSTILE, f"Account {HOSTILE}", HOSTILE,
                             None),),
            what_if=WhatIf((Change("raise", "HIGH", (HOSTILE,), None),), 3, AS_OF, (HOSTILE,), (HOSTILE,), None),
        ),
        "value": replace(
            value(), value_segment=HOSTILE, revenue_lines=(RevenueLine(HOSTILE, None, HOSTILE),),
            models=(Model(HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, None),),
        ),
    }  # fmt: skip
    summary = replace(
        given.summary, name=HOSTILE, value_segment=HOSTILE, attention=(Attention(HOSTILE, HOSTILE, "risk"),)
    )
    some = state(status="partial", reason=HOSTILE, missing=(HOSTILE,), masked=("ssn",))
    return replace(given, parts=parts, sections=dict.fromkeys(registry(), some), summary=summary)
