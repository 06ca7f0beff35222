-- Whose refund it is, and where the money goes, as its charge says.
ALTER TABLE refunds ADD COLUMN customer text, ADD COLUMN payment_method text;
UPDATE refunds f SET customer = c.customer, payment_method = c.payment_method
FROM charges c WHERE c.tenant = f.tenant AND c.id = f.charge;
