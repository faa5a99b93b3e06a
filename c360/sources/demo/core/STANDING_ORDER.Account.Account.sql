SELECT from_account AS "from", to_account AS "to", amount, purpose FROM 'standing_orders.csv';
