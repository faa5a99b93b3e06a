-- birth_number is YYMMDD of the 1900s; women have 50 added to the month.
-- The text of the date is given, so that an impossible one is refused with its client.
SELECT 'client-' || client_id AS customerId,
       '19' || left(birth_number, 2)
           || '-' || lpad(CAST(month - if(month > 50, 50, 0) AS VARCHAR), 2, '0')
           || '-' || right(birth_number, 2) AS dateOfBirth,
       if(month > 50, 'F', 'M') AS gender,
       if(month IS NULL, concat('birth_number = ', birth_number, ': it has six digits'), NULL) AS wrong
FROM (
    SELECT *, if(regexp_full_match(birth_number, '[0-9]{6}'), CAST(substr(birth_number, 3, 2) AS INTEGER), NULL) AS month
    FROM read_csv('client.asc', delim=';')
)
