-- The moment at which a customer gets their next statement of account by mail, those who get none, and its mails.

ALTER TABLE customers ADD COLUMN statement_at bigint;
CREATE INDEX customers_statement_due ON customers (tenant, statement_at) WHERE statement_at IS NOT NULL;
CREATE INDEX customers_statement_on_clock ON customers (tenant, test_clock, statement_at)
    WHERE test_clock IS NOT NULL AND statement_at IS NOT NULL;
CREATE INDEX customers_statement_unplanned ON customers (tenant) WHERE statement_at IS NULL AND deleted_at IS NULL;

ALTER TABLE exemptions DROP CONSTRAINT exemptions_what_check;
ALTER TABLE exemptions ADD CONSTRAINT exemptions_what_check
    CHECK (what IN ('reminders', 'late_fees', 'statements')) NOT VALID;

ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_kind_check;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_kind_check
    CHECK (kind IN (
        'invoice', 'credit_note', 'payment_failed', 'action_required', 'refund', 'receipt', 'link',
        'reminder_before', 'reminder_due', 'reminder_overdue', 'statement'
    ))
    NOT VALID;

-- A statement of account is of no invoice: `about` is its customer.
ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_subject;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_subject
    CHECK (invoice IS NOT NULL OR (kind IN ('receipt', 'refund', 'statement') AND about IS NOT NULL)) NOT VALID;
