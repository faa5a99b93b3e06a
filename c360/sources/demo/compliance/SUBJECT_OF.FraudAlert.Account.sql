SELECT alert_id AS "from", about_account AS "to" FROM 'alerts.csv'
WHERE kind = 'FRAUD' AND about_account IS NOT NULL;
