-- What the invoice of a Checkout Session says, if one is to be made once it is paid, and that invoice.

ALTER TABLE checkout_sessions
    ADD COLUMN invoice_creation jsonb,
    ADD COLUMN invoice text COLLATE "C",
    ADD FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id);
