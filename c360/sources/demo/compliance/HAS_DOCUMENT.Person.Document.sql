SELECT customer_id AS "from", document_id AS "to" FROM 'document_holders.csv';
