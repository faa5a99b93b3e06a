SELECT
    customer_id AS "customerId", nationality, residence AS "countryOfResidence",
    politically_exposed AS "politicallyExposed", reviewed_at AS "kycReviewedAt", due_at AS "kycDueAt"
FROM 'kyc.csv';
