SELECT
    customer_id AS "customerId", name, date_of_birth AS "dateOfBirth", ssn, customer_since AS "customerSince",
    status, branch
FROM 'customers.csv';
