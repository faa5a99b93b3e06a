-- A district, to the town: A2 is its name, A3 its region.
SELECT 'district-' || A1 AS naturalKey, 'district-' || A1 AS addressId, A2 AS city, A3 AS region, 'CZ' AS country
FROM read_csv('district.asc', delim=';')
