SELECT customer_id AS "from", account_number AS "to" FROM 'holders.csv' WHERE role = 'AUTHORISED';
