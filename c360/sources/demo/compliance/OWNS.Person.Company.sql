SELECT owner_person AS "from", company_id AS "to", percentage FROM 'shareholdings.csv'
WHERE owner_person IS NOT NULL;
