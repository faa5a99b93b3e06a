"""A bank one believes: what ordinary people and firms of the demo bank do, have and are."""

from __future__ import annotations

import pytest

from tests.c360.demo.bank_files import Files

# A statement that must count some ordinary customers (those with six digits are invented, not planted).
THERE = {
    "households with a joint account": "SELECT account_number FROM holders WHERE role = 'OWNER'"
    " GROUP BY account_number HAVING count(*) = 2 AND min(length(customer_id)) = 15",
    "savings that a child owns and a parent may use": "SELECT 1 FROM holders own JOIN holders may"
    " USING (account_number) JOIN relatives r ON r.kind = 'CHILD' AND r.customer_id = may.customer_id"
    " AND r.relative_id = own.customer_id WHERE own.role = 'OWNER' AND may.role = 'AUTHORISED'",
    "employers paying a salary": "SELECT DISTINCT from_account FROM booking WHERE type = 'SALARY'",
    "rents paid": "SELECT 1 FROM booking WHERE purpose ILIKE '%rent%'",
    "directors": "SELECT 1 FROM directors",
    "chains of ownership": "SELECT 1 FROM shareholdings WHERE owner_company IS NOT NULL",
    "dormant accounts": "SELECT 1 FROM accounts WHERE status = 'DORMANT'",
    "closed accounts": "SELECT 1 FROM accounts WHERE status = 'CLOSED' AND closed IS NOT NULL",
    "mortgages with a rate": "SELECT 1 FROM accounts WHERE type = 'MORTGAGE' AND interest_rate IS NOT NULL",
    "brokerage": "SELECT 1 FROM accounts WHERE type = 'BROKERAGE'",
    "insurance": "SELECT 1 FROM accounts WHERE type = 'INSURANCE'",
    "interactions in a branch": "SELECT 1 FROM interactions WHERE channel = 'BRANCH'",
    "interactions by phone": "SELECT 1 FROM interactions WHERE channel = 'PHONE'",
    "interactions in the app": "SELECT 1 FROM interactions WHERE channel = 'APP'",
    "scores with a history": "SELECT customer_id FROM credit_scores GROUP BY 1 HAVING count(*) > 2",
    "politically exposed people": "SELECT 1 FROM kyc WHERE politically_exposed = 'true'",
    "reviews overdue": "SELECT 1 FROM kyc WHERE due_at < '2024-06-30'",
    "documents expired": "SELECT 1 FROM documents WHERE expires < '2024-06-30'",
    "alerts of this month": "SELECT 1 FROM alerts WHERE raised_at >= '2024-06-01'",
    "alerts of years ago": "SELECT 1 FROM alerts WHERE raised_at < '2023-06-30'",
}


@pytest.mark.parametrize("what", THERE)
def test_it_has(bank: Files, what: str) -> None:
    assert bank.rows(THERE[what])


def test_shops_are_shut_at_night_and_busier_before_christmas(bank: Files) -> None:
    grocers = "^(Fresh Basket|Corner Market|Greenway Foods) "
    shops = f"FROM booking WHERE regexp_matches(counterparty, '{grocers}') AND currency = 'USD'"
    hours = {hour for (hour,) in bank.rows(f"SELECT DISTINCT hour(booked_at::TIMESTAMPTZ::TIMESTAMP) {shops}")}
    assert hours <= set(range(6, 24))
    by_month = dict(bank.rows(f"SELECT month(day), count(*) {shops} AND year(day) = 2023 GROUP BY 1"))
    assert by_month[12] > by_month[2]


def test_nobody_has_an_account_before_becoming_a_customer(bank: Files) -> None:
    assert bank.rows(
        "SELECT account_number, opened, max(customer_since) FROM accounts JOIN holders USING (account_number)"
        " JOIN customers USING (customer_id) WHERE role = 'OWNER' AND opened IS NOT NULL"
        " GROUP BY ALL HAVING bool_and(opened < customer_since)"
    ) == []  # fmt: skip


def test_parents_are_grown_up_when_their_children_are_born(bank: Files) -> None:
    (age,) = bank.rows(
        "SELECT min(date_diff('year', p.date_of_birth::DATE, c.date_of_birth::DATE)) FROM relatives"
        " JOIN customers p USING (customer_id) JOIN customers c ON c.customer_id = relative_id WHERE kind = 'CHILD'"
    )[0]
    assert age >= 18


def test_who_is_paid_a_salary_works_there(bank: Files) -> None:
    unknown = bank.rows(
        "SELECT DISTINCT h.customer_id FROM booking b JOIN holders h ON h.account_number = b.to_account"
        " LEFT JOIN jobs j ON j.customer_id = h.customer_id WHERE b.type = 'SALARY' AND h.role = 'OWNER'"
        " AND j.customer_id IS NULL AND length(h.customer_id) = 15"
        " AND h.account_number NOT IN (SELECT account_number FROM holders GROUP BY 1 HAVING count(*) > 1)"
    )
    assert unknown == []
