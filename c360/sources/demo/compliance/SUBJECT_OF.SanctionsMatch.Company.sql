SELECT match_id AS "from", about_company AS "to" FROM 'screening.csv' WHERE about_company IS NOT NULL;
