SELECT customer_id AS "from", interaction_id AS "to" FROM 'interactions.csv';
