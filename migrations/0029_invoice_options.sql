-- What an invoice says of payments, by the type of their method, as a payment intent does.
ALTER TABLE invoices ADD COLUMN method_options jsonb NOT NULL DEFAULT '{}';
