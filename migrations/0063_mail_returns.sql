-- What became of mails after they left, the addresses that get no more of them, and the secrets with which relays tell.

ALTER TABLE invoice_mails
    -- What the latest notice says, its moment, and the words of the server that sent it.
    ADD COLUMN news text CHECK (news IN ('delayed', 'delivered', 'bounced', 'complained')),
    ADD COLUMN news_at bigint,
    ADD COLUMN news_words text,
    ADD CONSTRAINT invoice_mails_news CHECK ((news IS NULL) = (news_at IS NULL));

-- The log of mails by what became of each, and by address (invoices/mail_log_store.py has the same expressions).
CREATE INDEX invoice_mails_by_state ON invoice_mails
    (tenant, (CASE WHEN status = 'sending' THEN 'queued' ELSE coalesce(news, status) END), id text_pattern_ops);
CREATE INDEX invoice_mails_to ON invoice_mails (tenant, lower(recipient), id text_pattern_ops);

-- What Home looks for has what came back among it.
DROP INDEX invoice_mails_gone_wrong;
CREATE INDEX invoice_mails_gone_wrong ON invoice_mails (tenant, id text_pattern_ops)
    WHERE (CASE WHEN status = 'sending' THEN 'queued' ELSE coalesce(news, status) END)
        IN ('failed', 'unknown', 'bounced', 'complained');

CREATE TABLE mail_suppressions (
    tenant        bigint NOT NULL,
    -- In small letters, its domain in ASCII.
    address       text COLLATE "C" NOT NULL,
    reason        text NOT NULL CHECK (reason IN ('bounced', 'complained')),
    words         text NOT NULL,
    -- The mail that caused it.
    mail          text COLLATE "C" NOT NULL,
    suppressed_at bigint NOT NULL,
    -- Since when mails go there again, and the id below which the mails of before are: these cause nothing anew.
    allowed_at    bigint,
    allowed_above text COLLATE "C",
    PRIMARY KEY (tenant, address),
    CHECK ((allowed_at IS NULL) = (allowed_above IS NULL)),
    FOREIGN KEY (tenant, mail) REFERENCES invoice_mails (tenant, id)
);

CREATE TABLE mail_return_secrets (
    tenant  bigint NOT NULL,
    -- Of the secret in the address. The secret itself is stored nowhere.
    digest  text COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    PRIMARY KEY (tenant)
);
