-- Mailboxes that are read for reports about mails that left. They stand above tenants, as the mail server does.
-- Mails up to last_uid were looked at, as long as the server's uidvalidity is the same (RFC 3501 §2.3.1.1).
CREATE TABLE return_mailboxes (
    id            text COLLATE "C" PRIMARY KEY,
    next_look_at  bigint NOT NULL,
    uidvalidity   bigint NOT NULL DEFAULT 0,
    last_uid      bigint NOT NULL DEFAULT 0,
    looked_at     bigint,
    reports       bigint NOT NULL DEFAULT 0,
    failed_at     bigint,
    failure       text
);

-- A mail can bring a link to the portal; `about` is its customer.
ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_kind_check;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_kind_check
    CHECK (kind IN (
        'invoice', 'credit_note', 'payment_failed', 'action_required', 'refund', 'receipt', 'link',
        'reminder_before', 'reminder_due', 'reminder_overdue', 'statement', 'portal'
    ))
    NOT VALID;
ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_subject;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_subject
    CHECK (invoice IS NOT NULL OR (kind IN ('receipt', 'refund', 'statement', 'portal') AND about IS NOT NULL)) NOT VALID;
