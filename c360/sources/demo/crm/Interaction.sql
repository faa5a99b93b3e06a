SELECT
    interaction_id AS "naturalKey", channel, kind, "at", summary, extracted_at AS "updatedAt"
FROM 'interactions.csv', 'delivery.csv';
