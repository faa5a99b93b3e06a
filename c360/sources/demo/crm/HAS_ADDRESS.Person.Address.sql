SELECT customer_id AS "from", address_id AS "to" FROM 'living_at.csv';
