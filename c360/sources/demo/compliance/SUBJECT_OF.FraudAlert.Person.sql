SELECT alert_id AS "from", about_person AS "to" FROM 'alerts.csv'
WHERE kind = 'FRAUD' AND about_person IS NOT NULL;
