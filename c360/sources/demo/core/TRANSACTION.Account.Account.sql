SELECT
    id AS "transactionId", from_account AS "from", to_account AS "to", type, amount, currency,
    booked_at AS "timestamp", location, channel, counterparty, purpose
FROM 'transactions.csv';
