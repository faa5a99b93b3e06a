-- An OWNER owns the account and its loans; a card is owned by the client of its disposition.
-- A disposition of another type, or given twice, is neither this nor AUTHORIZED_ON and refused here.
WITH disp AS (
    SELECT *, CASE WHEN coalesce(type, '') NOT IN ('OWNER', 'DISPONENT')
                   THEN concat('type = ', type, ': neither OWNER nor DISPONENT')
                   WHEN count(*) OVER (PARTITION BY disp_id) > 1 THEN concat('disp_id = ', disp_id, ' is given twice')
              END AS wrong
    FROM read_csv('disp.asc', delim=';')
)
SELECT 'client-' || client_id AS "from", 'A-' || account_id AS "to", wrong
FROM disp WHERE type = 'OWNER' OR wrong IS NOT NULL
UNION ALL
SELECT 'client-' || client_id, 'L-' || loan_id, NULL
FROM read_csv('loan.asc', delim=';', types={'date': 'DATE', 'amount': 'DECIMAL(12,2)', 'duration': 'INTEGER',
                                            'payments': 'DECIMAL(12,2)'}, dateformat='%y%m%d') loan
LEFT JOIN disp ON disp.account_id = loan.account_id AND disp.type = 'OWNER'
UNION ALL
SELECT 'client-' || client_id, 'K-' || card_id, NULL
FROM read_csv('card.asc', delim=';', types={'issued': 'TIMESTAMP'}, timestampformat='%y%m%d %H:%M:%S') card
LEFT JOIN disp ON disp.disp_id = card.disp_id
