-- Papers as they left by mail, the key that signs links which live longer, the mail that brings such a link, and the
-- scripts that documents had no letters of.

CREATE TABLE sent_papers (
    tenant      bigint NOT NULL,
    invoice     text COLLATE "C" NOT NULL,
    -- The invoice itself, a credit note, or the charge of a receipt.
    about       text COLLATE "C" NOT NULL,
    mail        text COLLATE "C" NOT NULL,
    name        text NOT NULL,
    -- SHA-256 of the content, in lower case hexadecimal digits.
    sha256      text NOT NULL CHECK (length(sha256) = 64),
    content     bytea NOT NULL,
    -- Written before the mail server is asked; from the moment on at which the mail left, nothing changes it.
    sent_at     bigint,
    -- Whether the mail server said that it took the mail. If it gave no answer, the paper may have left.
    is_certain  boolean NOT NULL DEFAULT FALSE,
    PRIMARY KEY (tenant, invoice, about, mail),
    FOREIGN KEY (tenant, mail) REFERENCES invoice_mails (tenant, id),
    CHECK (NOT is_certain OR sent_at IS NOT NULL)
);
-- A PDF is compressed already.
ALTER TABLE sent_papers ALTER COLUMN content SET STORAGE EXTERNAL;

-- The default is random: each mode of an account has a key of its own, and no program chooses it.
ALTER TABLE tenants ADD COLUMN link_key bytea NOT NULL
    DEFAULT sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

ALTER TABLE invoice_mails DROP CONSTRAINT invoice_mails_kind_check;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_kind_check
    CHECK (kind IN ('invoice', 'credit_note', 'payment_failed', 'action_required', 'refund', 'receipt', 'link'))
    NOT VALID;

CREATE INDEX portal_sessions_by_age ON portal_sessions (tenant, created);
