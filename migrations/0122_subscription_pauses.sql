-- How long a subscription collects nothing, and what its invoices say.

ALTER TABLE subscriptions
    ADD COLUMN pause_collection jsonb,
    ADD COLUMN invoice_settings jsonb NOT NULL DEFAULT '{"version": 1}';
ALTER TABLE subscriptions ALTER COLUMN invoice_settings DROP DEFAULT;
