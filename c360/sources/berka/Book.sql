-- The Czech bank of the PKDD'99 discovery challenge ("Berka").
SELECT 'Berka' AS name, 'CZK' AS currency, 'Europe/Prague' AS zone
