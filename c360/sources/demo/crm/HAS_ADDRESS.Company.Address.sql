SELECT company_id AS "from", address_id AS "to" FROM 'seated_at.csv';
