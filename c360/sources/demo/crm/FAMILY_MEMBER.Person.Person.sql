SELECT customer_id AS "from", relative_id AS "to" FROM 'relatives.csv' WHERE kind = 'FAMILY_MEMBER';
