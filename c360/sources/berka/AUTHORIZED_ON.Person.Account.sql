-- Whoever is not the owner (DISPONENT) may use the account.
SELECT 'client-' || client_id AS "from", 'A-' || account_id AS "to"
FROM read_csv('disp.asc', delim=';')
WHERE type <> 'OWNER'
