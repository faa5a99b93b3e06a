SELECT company_id AS "from", account_number AS "to" FROM 'firm_accounts.csv';
