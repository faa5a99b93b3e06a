-- An OWNER owns the account and its loans; a card is owned by the client of its disposition.
WITH disp AS (FROM read_csv('disp.asc', delim=';'))
SELECT 'client-' || client_id AS "from", 'A-' || account_id AS "to" FROM disp WHERE type = 'OWNER'
UNION ALL
SELECT 'client-' || client_id, 'L-' || loan_id
FROM read_csv('loan.asc', delim=';', types={'date': 'DATE', 'amount': 'DECIMAL(12,2)', 'duration': 'INTEGER'},
              dateformat='%y%m%d') loan
LEFT JOIN disp ON disp.account_id = loan.account_id AND disp.type = 'OWNER'
UNION ALL
SELECT 'client-' || client_id, 'K-' || card_id
FROM read_csv('card.asc', delim=';', types={'issued': 'TIMESTAMP'}, timestampformat='%y%m%d %H:%M:%S') card
LEFT JOIN disp ON disp.disp_id = card.disp_id
