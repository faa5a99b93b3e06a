-- Accounts, their loans and cards; and the other side of transactions: accounts at other banks (B-), and one
-- vertex per account for cash (C-) and for interest and fees (I-).
WITH trans AS (
    SELECT *, if(type = 'PRIJEM', amount, -amount) AS signed
    FROM read_csv('trans.asc', delim=';', types={'date': 'DATE', 'amount': 'DECIMAL(12,2)', 'balance': 'DECIMAL(12,2)'},
                  dateformat='%y%m%d')
    WHERE (date > getvariable('as_of')) IS NOT TRUE
), book AS (
    SELECT coalesce(getvariable('as_of'), max(date)) AS day FROM trans
), running AS (
    SELECT *,
           sum(signed) OVER (PARTITION BY account_id ORDER BY date RANGE UNBOUNDED PRECEDING) AS sum_to_day,
           max(date) OVER (PARTITION BY account_id) AS last_day
    FROM trans
), last_rows AS (
    SELECT * FROM running WHERE date = last_day
), balance AS (
    -- The rows of one day are in no order. The last of them is the one whose balance no other row starts from
    -- (amounts are rounded to 0.1, and so is each start); where several or none are, the balance nearest to the
    -- sum of all the account's transactions counts.
    SELECT account_id, last_day,
           arg_min(balance, (if(followed, 1, 0), abs(balance - sum_to_day), balance)) AS balance
    FROM (
        SELECT one.*, EXISTS (
            FROM last_rows next
            WHERE next.account_id = one.account_id AND next.trans_id <> one.trans_id
              AND abs(next.balance - next.signed - one.balance) <= 0.1) AS followed
        FROM last_rows one
    )
    GROUP BY ALL
), loan AS (
    SELECT *, if(wrong IS NULL, CAST(date + to_months(duration) AS DATE), NULL) AS due,
           (SELECT coalesce(sum(trans.amount), 0) FROM trans
            WHERE trans.account_id = loan.account_id AND trim(trans.k_symbol) = 'UVER'
              AND trans.date >= loan.date) AS paid
    FROM (
        SELECT *,
               CASE WHEN date IS NULL THEN 'date = : a loan has one'
                    WHEN coalesce(amount, 0) <= 0 THEN concat('amount = ', amount, ': a loan''s is above 0')
                    WHEN coalesce(duration, 0) NOT BETWEEN 1 AND 600
                    THEN concat('duration = ', duration, ': a loan has 1 to 600 months')
                    WHEN coalesce(payments, 0) <= 0 THEN concat('payments = ', payments, ': a loan''s are above 0')
                    WHEN coalesce(status, '') NOT IN ('A', 'B', 'C', 'D') THEN concat('unknown loan status ', coalesce(status, 'none'))
               END AS wrong
        FROM read_csv('loan.asc', delim=';', types={'date': 'DATE', 'amount': 'DECIMAL(12,2)', 'duration': 'INTEGER',
                                                    'payments': 'DECIMAL(12,2)'}, dateformat='%y%m%d')
    ) loan
    CROSS JOIN book
    LEFT JOIN balance USING (account_id)
)
SELECT 'A-' || account_id AS accountNumber, 'CHECKING' AS accountType, balance.balance AS balance,
       'ACTIVE' AS status, account.date AS openDate, NULL AS closedDate, 'CZK' AS currency,
       if(account.date IS NULL, 'date = : an account has one', NULL) AS wrong
FROM read_csv('account.asc', delim=';', types={'date': 'DATE'}, dateformat='%y%m%d') account
LEFT JOIN balance USING (account_id)
UNION ALL
-- A: finished and paid, B: finished and not; C and D were running when the files were made.
SELECT 'L-' || loan_id, 'LOAN',
       CASE WHEN status = 'A' AND due <= day THEN 0
            WHEN last_day >= day - 40 THEN greatest(amount - paid, 0) END,
       CASE WHEN status = 'A' AND due <= day THEN 'CLOSED'
            WHEN status = 'B' AND due <= day THEN 'DEFAULTED'
            ELSE 'ACTIVE' END,
       date, if(status = 'A' AND due <= day, due, NULL), 'CZK', wrong
FROM loan
UNION ALL
SELECT 'K-' || card_id, 'DEBIT_CARD', NULL, 'ACTIVE', CAST(issued AS DATE), NULL, 'CZK',
       if(issued IS NULL, 'issued = : a card has been', NULL)
FROM read_csv('card.asc', delim=';', types={'issued': 'TIMESTAMP'}, timestampformat='%y%m%d %H:%M:%S')
UNION ALL
SELECT DISTINCT 'B-' || bank || '-' || account, 'EXTERNAL', NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT bank, account FROM trans WHERE bank <> '' AND account <> ''
      UNION ALL SELECT bank_to, account_to FROM read_csv('order.asc', delim=';'))
UNION ALL
SELECT DISTINCT if(interest, 'I-', 'C-') || account_id, if(interest, 'INTEREST', 'CASH'),
       NULL, NULL, NULL, NULL, NULL, NULL
FROM (SELECT account_id, coalesce(trim(k_symbol) IN ('UROK', 'SANKC. UROK', 'SLUZBY'), false) AS interest
      FROM trans WHERE coalesce(bank, '') = '' OR coalesce(account, '') = '')
