-- A DISPONENT may use the account; dispositions that are neither that nor OWNER are refused with OWNS.
SELECT 'client-' || client_id AS "from", 'A-' || account_id AS "to"
FROM read_csv('disp.asc', delim=';')
WHERE type = 'DISPONENT'
