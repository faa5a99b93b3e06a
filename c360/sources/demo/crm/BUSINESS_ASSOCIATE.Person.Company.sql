SELECT customer_id AS "from", other_id AS "to" FROM 'business_ties.csv'
WHERE kind = 'BUSINESS_ASSOCIATE' AND other_id LIKE 'company-%';
