-- Customers' accounts, then those that only appear as the other side of a booking.
SELECT
    account_number AS "accountNumber", type AS "accountType", balance, currency, status, opened AS "openDate",
    closed AS "closedDate", credit_limit AS "limit", interest_rate AS "interestRate", annual_fee AS "annualFee",
    extracted_at AS "updatedAt"
FROM 'accounts.csv', 'delivery.csv'
UNION ALL
SELECT account_number, type, NULL, currency, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM 'outside_accounts.csv';
