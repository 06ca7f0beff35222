-- Mails to payers that are not the invoice's own. `kind` is what a mail tells of; `about` is the object of that, such as
-- a credit note; `said` are the figures and texts that it tells, as they were when it was asked for.

ALTER TABLE invoice_mails
    ADD COLUMN kind text NOT NULL DEFAULT 'invoice'
        CHECK (kind IN ('invoice', 'credit_note', 'payment_failed', 'action_required', 'refund')),
    ADD COLUMN about text COLLATE "C",
    ADD COLUMN said jsonb,
    ADD CONSTRAINT invoice_mails_said CHECK ((kind = 'invoice') = (said IS NULL));
