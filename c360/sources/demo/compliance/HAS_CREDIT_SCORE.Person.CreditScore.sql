SELECT customer_id AS "from", score_id AS "to" FROM 'credit_scores.csv';
