SELECT alert_id AS "from", about_company AS "to" FROM 'alerts.csv'
WHERE kind = 'FRAUD' AND about_company IS NOT NULL;
