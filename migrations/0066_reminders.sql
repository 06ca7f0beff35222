-- Reminders around the due date: who gets none, the kinds of their mails, and the retries of accounts that are there.

-- The customers, and the invoices, about which no reminder is mailed. The API does not know them.
CREATE TABLE customers_without_reminders (
    tenant      bigint NOT NULL,
    customer    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, customer),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id)
);
CREATE TABLE invoices_without_reminders (
    tenant      bigint NOT NULL,
    invoice     text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, invoice),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id)
);

ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_kind_check;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_kind_check
    CHECK (kind IN (
        'invoice', 'credit_note', 'payment_failed', 'action_required', 'refund', 'receipt', 'link',
        'reminder_before', 'reminder_due', 'reminder_overdue'
    ))
    NOT VALID;

-- An automatic charge that fails is retried by default from now on. Accounts that are there keep what they had, which
-- was not stored as long as it was the default.
INSERT INTO account_settings (account, name, value)
    SELECT a.id, 'retry_days', '""'::jsonb FROM accounts a
    ON CONFLICT DO NOTHING;
