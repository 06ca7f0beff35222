-- What of a payment was too much for its invoice and went to the customer's balance: a refund takes it from there.
ALTER TABLE invoice_payments ADD COLUMN amount_overpaid bigint NOT NULL DEFAULT 0 CHECK (amount_overpaid >= 0);
-- A refund that a credit note made gives back what the note credits, and no surplus.
ALTER TABLE refunds ADD COLUMN is_credited boolean NOT NULL DEFAULT false;
