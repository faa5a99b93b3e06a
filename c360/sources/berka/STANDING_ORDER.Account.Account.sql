SELECT 'A-' || account_id AS "from", 'B-' || bank_to || '-' || account_to AS "to", amount, k_symbol AS purpose,
       CASE WHEN amount IS NULL THEN concat('order ', order_id, ', amount = : an order has one')
            WHEN count(*) OVER (PARTITION BY order_id) > 1 THEN concat('order_id = ', order_id, ' is given twice')
       END AS wrong
FROM read_csv('order.asc', delim=';')
