-- The numbers under which receipts were mailed, and mails about payments that are for no invoice.

ALTER TABLE charges ADD COLUMN receipt_number text COLLATE "C";
ALTER TABLE refunds ADD COLUMN receipt_number text COLLATE "C";

-- No two receipts have one number. `about` is the charge or the refund that has it.
CREATE TABLE receipt_numbers (
    tenant bigint NOT NULL,
    number text COLLATE "C" NOT NULL,
    about  text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, number),
    UNIQUE (tenant, about)
);

-- A payment that is for no invoice has mails too: `about` is its charge, or its refund.
ALTER TABLE invoice_mails ALTER COLUMN invoice DROP NOT NULL;
ALTER TABLE invoice_mails ADD CONSTRAINT invoice_mails_subject
    CHECK (invoice IS NOT NULL OR (kind IN ('receipt', 'refund') AND about IS NOT NULL)) NOT VALID;
CREATE INDEX invoice_mails_about ON invoice_mails (tenant, about, id) WHERE about IS NOT NULL;
