SELECT
    address_id AS "naturalKey", address_id AS "addressId", street, city, postal_code AS "postalCode", region, country,
    kind, extracted_at AS "updatedAt"
FROM 'addresses.csv', 'delivery.csv';
