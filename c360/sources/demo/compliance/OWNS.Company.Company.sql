SELECT owner_company AS "from", company_id AS "to", percentage FROM 'shareholdings.csv'
WHERE owner_company IS NOT NULL;
