SELECT 'client-' || client_id AS "from", 'district-' || district_id AS "to"
FROM read_csv('client.asc', delim=';')
