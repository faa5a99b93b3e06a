SELECT name, currency, zone FROM 'bank.csv';
