SELECT
    alert_id AS "naturalKey", alert_id AS "alertId", status, severity, raised_at AS "raisedAt",
    closed_at AS "closedAt", reason, extracted_at AS "updatedAt"
FROM 'alerts.csv', 'delivery.csv'
WHERE kind = 'AML';
