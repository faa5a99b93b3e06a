SELECT company_id AS "companyId", name FROM 'firms.csv';
