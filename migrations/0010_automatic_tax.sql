-- Taxes that a tax provider finds: the invoice asks for them, each line keeps the rates that were found.

ALTER TABLE invoices
    -- `status` and `disabled_reason`; null where nobody asked.
    ADD COLUMN automatic_tax   jsonb;

ALTER TABLE invoice_items
    -- Tax rates as they were, each with the `reason` that the provider gave.
    ADD COLUMN automatic_rates jsonb NOT NULL DEFAULT '[]';
