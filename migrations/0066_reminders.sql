-- Reminders around the due date: their mails, what has none, and the retries of accounts that are there.

-- Invoices and customers that have no reminders, or cost no late fees, by their ids. The API does not know them.
CREATE TABLE exemptions (
    tenant bigint NOT NULL,
    about  text COLLATE "C" NOT NULL,
    what   text NOT NULL CHECK (what IN ('reminders', 'late_fees')),
    PRIMARY KEY (tenant, about, what)
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
