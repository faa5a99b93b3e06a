SELECT
    match_id AS "naturalKey", list_name AS "listName", entry_id AS "entryId", matched_name AS "matchedName", score,
    status, screened_at AS "screenedAt", decided_at AS "decidedAt", extracted_at AS "updatedAt"
FROM 'screening.csv', 'delivery.csv';
