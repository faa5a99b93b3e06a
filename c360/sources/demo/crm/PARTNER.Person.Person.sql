SELECT customer_id AS "from", other_id AS "to" FROM 'business_ties.csv'
WHERE kind = 'PARTNER' AND other_id LIKE 'customer-%';
