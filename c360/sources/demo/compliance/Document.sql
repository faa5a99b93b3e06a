SELECT
    document_id AS "naturalKey", type, number, issued AS "issueDate", expires AS "expiryDate",
    extracted_at AS "updatedAt"
FROM 'documents.csv', 'delivery.csv';
