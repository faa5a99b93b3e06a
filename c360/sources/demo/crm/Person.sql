SELECT
    customer_id AS "customerId", email, phone, mobile AS "mobilePhone", occupation, income, employer, gender,
    relationship_manager AS "relationshipManager", staff, vip, segment_override AS "segmentOverride",
    changed_at AS "updatedAt"
FROM 'contacts.csv';
