-- What the pages for developers and the page of an invoice tell.

-- A test event goes to one endpoint alone. Nothing happened that it could report, so no list of events has it.
ALTER TABLE events ADD COLUMN only_for text COLLATE "C";

-- After a roll the old secret signs too until this moment, so that receivers can change over.
ALTER TABLE webhook_endpoints
    ADD COLUMN old_secret text,
    ADD COLUMN old_secret_until bigint,
    ADD CONSTRAINT webhook_endpoints_old_secret CHECK ((old_secret IS NULL) = (old_secret_until IS NULL));

-- What people of the account wrote about an invoice, for each other. No document, mail, object or event has it.
CREATE TABLE invoice_notes (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    invoice             text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    -- Who wrote it, and what they were called then.
    person              text COLLATE "C" NOT NULL,
    person_label        text NOT NULL,
    text                text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 5000),
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id) ON DELETE CASCADE
);
CREATE INDEX invoice_notes_of_invoice ON invoice_notes (tenant, invoice, id);

-- When the page of an invoice was opened by its payer: first, last, and how often. Written at most once a minute.
CREATE TABLE invoice_openings (
    tenant              bigint NOT NULL,
    invoice             text COLLATE "C" NOT NULL,
    times               integer NOT NULL CHECK (times > 0),
    first_at            bigint NOT NULL,
    last_at             bigint NOT NULL CHECK (last_at >= first_at),
    PRIMARY KEY (tenant, invoice),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id) ON DELETE CASCADE
);
