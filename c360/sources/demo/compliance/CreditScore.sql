SELECT
    score_id AS "naturalKey", score, bureau, scored_at AS "scoredAt", extracted_at AS "updatedAt"
FROM 'credit_scores.csv', 'delivery.csv';
