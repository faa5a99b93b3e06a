-- PRIJEM comes in; VYDAJ and VYBER go out. Another type has no direction, and its row is refused.
-- The other side is an account at another bank where one is named, else the account's own vertex for interest
-- and fees (I-) or for cash (C-).
SELECT trans_id AS transactionId,
       CASE type WHEN 'PRIJEM' THEN other WHEN 'VYDAJ' THEN own WHEN 'VYBER' THEN own END AS "from",
       CASE type WHEN 'PRIJEM' THEN own WHEN 'VYDAJ' THEN other WHEN 'VYBER' THEN other END AS "to",
       coalesce(nullif(trim(operation), ''), type) AS type,
       amount, date AS timestamp, 'CZK' AS currency, k_symbol AS purpose,
       if(bank <> '' AND account <> '', bank || ' ' || account, NULL) AS counterparty,
       if(balance IS NULL, 'balance = : the last one printed is the account''s', NULL) AS wrong
FROM (
    SELECT *,
           'A-' || account_id AS own,
           CASE WHEN bank <> '' AND account <> '' THEN 'B-' || bank || '-' || account
                WHEN trim(k_symbol) IN ('UROK', 'SANKC. UROK', 'SLUZBY') THEN 'I-' || account_id
                ELSE 'C-' || account_id END AS other
    FROM read_csv('trans.asc', delim=';', types={'date': 'DATE', 'amount': 'DECIMAL(12,2)', 'balance': 'DECIMAL(12,2)'},
                  dateformat='%y%m%d')
)
-- A row without a date stays, to be refused.
WHERE (date > getvariable('as_of')) IS NOT TRUE
