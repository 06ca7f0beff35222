-- Who gets a mail to a payer besides the payer. `cc` and `bcc` are those of the moment in which the mail was asked for.
-- `taken` are the addresses for which the mail server took the mail; `refused` are those for which it never will: each
-- address with a space and the reply behind it. The mail is due until every address is among these two.

ALTER TABLE invoice_mails
    ADD COLUMN cc text[] NOT NULL DEFAULT '{}',
    ADD COLUMN bcc text[] NOT NULL DEFAULT '{}',
    ADD COLUMN taken text[] NOT NULL DEFAULT '{}',
    ADD COLUMN refused text[] NOT NULL DEFAULT '{}';

-- Further addresses to which the mails of a customer go. The API does not know them.
CREATE TABLE customer_mail_copies (
    tenant      bigint NOT NULL,
    customer    text COLLATE "C" NOT NULL,
    addresses   text[] NOT NULL,
    PRIMARY KEY (tenant, customer),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id)
);
