SELECT
    company_id AS "companyId", country, registration_number AS "registrationNumber", legal_form AS "legalForm", status,
    extracted_at AS "updatedAt"
FROM 'registry.csv', 'delivery.csv';
