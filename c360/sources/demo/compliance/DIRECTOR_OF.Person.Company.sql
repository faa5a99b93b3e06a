SELECT customer_id AS "from", company_id AS "to" FROM 'directors.csv';
