"""Sarah Johnson, `customer-12345`: the worked example, to the digit, whatever the size and seed of the bank.

| what | how it comes to be |
|---|---|
| deposits 250,000.00 | checking 10,000.00 + savings 240,000.00 |
| assets 750,000, liabilities 365,000 | + brokerage 500,000; card 15,000 + mortgage 350,000 |
| 145 transactions, 181,250.00 | 2 April to 30 June 2024, average 1,250.00: 84 by habit, 61 card payments |
| revenue 8,500.00 | fees 20.00 (two wires) + interchange 60.00 (1 % of a year's cards, 6,000.00) + margin 8,420.00 |
| margin, deposits | checking 150.00 (1.5 %), savings 1,920.00 (0.8 %) |
| margin, the rest | card 900.00 (6 %), mortgage 4,200.00 (1.2 %), brokerage 1,250.00 (0.25 %) |
| 4 locations | Main St, Harbour, Airport (branches and what is around them), Online banking |
"""

from __future__ import annotations

from datetime import date
from typing import Final

from c360.demo import people, records, sarah_money
from c360.demo.bank import Bank, District
from c360.demo.firms import owns
from c360.demo.people import Person

SARAH: Final = "customer-12345"
JOHN: Final = "customer-12346"
EMMA: Final = "customer-12347"
NOAH: Final = "customer-12348"
COMPANY: Final = "company-12345"


def add(bank: Bank, place: District) -> None:
    """Write the family: people, ties, records, then accounts and a year and a half of bookings."""
    _people(bank)
    _records(bank)
    sarah_money.add(bank, place, sarah=SARAH, john=JOHN, emma=EMMA, noah=NOAH, company=COMPANY)


def _member(customer: str, name: str, born: date, since: date, gender: str, ssn: str) -> Person:
    return Person(
        customer, name, born, ssn, since=since, gender=gender, branch="Main St", manager="Dana Whitlock",
        reviewed=date(2022, 1, 10), due=date(2025, 1, 10), changed="2022-01-10",
    )  # fmt: skip


def _people(bank: Bank) -> None:
    joined = date(2015, 3, 15)
    sarah = _member(SARAH, "Sarah Johnson", date(1980, 9, 22), joined, "F", "900-05-6789")
    sarah.email, sarah.phone, sarah.mobile = "sarah.johnson@example.com", "+1 212 555 0112", "+1 917 555 0145"
    sarah.occupation, sarah.income, sarah.employer = "Management consultant", 186_000, "Johnson Consulting LLC"
    sarah.changed = "2024-05-21"
    john = _member(JOHN, "John Johnson", date(1979, 2, 3), joined, "M", "900-05-6790")
    john.email, john.phone, john.mobile = "john.johnson@example.com", "+1 212 555 0112", "+1 917 555 0146"
    john.occupation, john.income, john.employer = "Civil engineer", 131_000, "Eastharbor Transit"
    emma = _member(EMMA, "Emma Johnson", date(2010, 5, 4), date(2012, 1, 9), "F", "900-05-6791")
    noah = _member(NOAH, "Noah Johnson", date(2013, 11, 19), date(2014, 2, 3), "M", "900-05-6792")
    emma.occupation = noah.occupation = "School child"
    for person in (sarah, john, emma, noah):
        people.write(bank, person)
    row = bank.tables.row
    row("crm/relatives", SARAH, JOHN, "SPOUSE")
    for child in (EMMA, NOAH):
        row("crm/relatives", SARAH, child, "CHILD")
        row("crm/relatives", child, JOHN, "PARENT")
    row("crm/relatives", EMMA, NOAH, "FAMILY_MEMBER")
    bank.company("Johnson Consulting LLC", company_id=COMPANY)
    owns(bank, COMPANY, "100", person=SARAH)
    for address, kind in (("ADR-JOHNSON-1", "HOME"), ("ADR-JOHNSON-2", "MAILING")):
        street = "48 Harbour Rd" if kind == "HOME" else "12 Main St, Suite 4"
        row("crm/addresses", address, street, "Eastharbor", "10990", "NY", "US", kind)
        row("crm/living_at", SARAH, address)
    for customer in (JOHN, EMMA, NOAH):
        row("crm/living_at", customer, "ADR-JOHNSON-1")
    row("crm/seated_at", COMPANY, "ADR-JOHNSON-2")


def _records(bank: Bank) -> None:
    records.document(bank, SARAH, "PASSPORT", "P90412765", date(2014, 8, 11), date(2024, 8, 10))
    records.document(bank, SARAH, "DRIVERS_LICENSE", "DL48120933", date(2019, 3, 4), date(2027, 3, 3))
    records.document(bank, JOHN, "PASSPORT", "P90412766", date(2018, 5, 2), date(2028, 5, 1))
    for value, bureau, when in (
        (742, "CrediLine", date(2021, 6, 1)), (751, "Northstar Bureau", date(2022, 3, 1)),
        (748, "CrediLine", date(2022, 12, 1)), (763, "Northstar Bureau", date(2023, 6, 1)),
        (771, "Northstar Bureau", date(2023, 12, 1)), (780, "Northstar Bureau", date(2024, 6, 1)),
    ):  # fmt: skip
        records.score(bank, SARAH, value, bureau, when)
    records.score(bank, JOHN, 744, "Northstar Bureau", date(2024, 6, 1))
    for channel, kind, at, summary in (
        ("BRANCH", "ADVICE", "2023-09-14 10:30:00-04:00", "Yearly review of savings and investments"),
        ("APP", "SERVICE", "2023-12-04 20:12:00-05:00", "New device confirmed"),
        ("PHONE", "SERVICE", "2024-02-20 11:45:00-05:00", "Asked about estimated tax payments"),
        ("BRANCH", "ADVICE", "2024-04-18 14:00:00-04:00", "Talked about paying for a new kitchen"),
        ("APP", "SERVICE", "2024-05-21 08:41:00-04:00", "Changed the mobile number"),
        ("PHONE", "SERVICE", "2024-06-11 16:20:00-04:00", "Travel notice for August"),
    ):
        records.interaction(bank, SARAH, channel, kind, at, summary)
