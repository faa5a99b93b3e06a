SELECT 'A-' || account_id AS "from", 'B-' || bank_to || '-' || account_to AS "to", amount, k_symbol AS purpose
FROM read_csv('order.asc', delim=';')
