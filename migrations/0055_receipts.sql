-- Receipts are mailed too: `about` is the charge.

ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_kind_check;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_kind_check
    CHECK (kind IN ('invoice', 'credit_note', 'payment_failed', 'action_required', 'refund', 'receipt')) NOT VALID;
