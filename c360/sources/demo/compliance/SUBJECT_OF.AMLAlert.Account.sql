SELECT alert_id AS "from", about_account AS "to" FROM 'alerts.csv'
WHERE kind = 'AML' AND about_account IS NOT NULL;
