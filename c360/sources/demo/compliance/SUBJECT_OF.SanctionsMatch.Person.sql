SELECT match_id AS "from", about_person AS "to" FROM 'screening.csv' WHERE about_person IS NOT NULL;
