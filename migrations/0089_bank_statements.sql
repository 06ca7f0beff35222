-- Bank statements: imported statements, their movements, and whose money each movement is.

-- The form in which numbers of invoices are compared with what payers write.
CREATE FUNCTION plain_number(p_number text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
    $$ SELECT regexp_replace(upper(p_number), '[^0-9A-Z]', '', 'g') $$;
CREATE INDEX invoices_by_plain_number ON invoices (tenant, plain_number(number)) WHERE number IS NOT NULL;

CREATE TABLE bank_statements (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    -- SHA-256 of the file, in hexadecimal digits. A file may have several statements.
    file_hash       text NOT NULL,
    filename        text NOT NULL,
    format          text NOT NULL CHECK (format IN ('camt', 'mt940', 'csv')),
    -- What tells the statement from all others of the account, whichever file tells of it.
    key             text NOT NULL,
    account         text NOT NULL,
    currency        text NOT NULL,
    sequence        text NOT NULL,
    made_at         text NOT NULL,
    -- Minor units, below 0 for a debt. NULL if the file does not tell.
    opening         bigint,
    closing         bigint,
    -- How many movements the statement has, and how many of them no earlier statement told of.
    movements       bigint NOT NULL,
    new_movements   bigint NOT NULL,
    adds_up         boolean NOT NULL,
    -- No statement of the account that is known closes with this opening balance.
    follows_gap     boolean NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX bank_statements_key ON bank_statements (tenant, key);
CREATE INDEX bank_statements_of_file ON bank_statements (tenant, file_hash);
CREATE INDEX bank_statements_of_account ON bank_statements (tenant, account, currency, closing);

CREATE TABLE bank_movements (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    statement       text COLLATE "C" NOT NULL,
    account         text NOT NULL,
    -- The same money has the same key in every file.
    key             text NOT NULL,
    -- Minor units, below 0 for money that left.
    amount          bigint NOT NULL CHECK (amount <> 0),
    currency        text NOT NULL,
    -- Days, such as 2026-11-02.
    booked_on       text NOT NULL,
    value_on        text NOT NULL,
    bank_reference  text NOT NULL,
    end_to_end_id   text NOT NULL,
    mandate_id      text NOT NULL,
    name            text NOT NULL,
    ultimate_name   text NOT NULL,
    iban            text NOT NULL,
    purpose         text NOT NULL,
    structured_reference text NOT NULL,
    return_reason   text NOT NULL,
    charges         bigint NOT NULL,
    status          text NOT NULL CHECK (status IN (
        'matched', 'booked', 'proposed', 'unassigned', 'noted', 'dismissed')),
    -- Which rule of matching found the customer, and how sure it is. NULL if a person did, or nobody.
    rule            text,
    confidence      text CHECK (confidence IN ('certain', 'likely')),
    -- Why a person should look.
    reason          text NOT NULL,
    customer        text COLLATE "C",
    -- What the money is for, or is proposed to be for; for one of nobody, what it may be for.
    invoices        text[] NOT NULL,
    -- The movement of the customer's cash, once it is booked.
    cash_movement   text COLLATE "C",
    -- When it is to be booked.
    book_at         bigint,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, statement) REFERENCES bank_statements (tenant, id),
    CHECK ((status = 'booked') = (cash_movement IS NOT NULL)),
    CHECK ((status = 'matched') = (book_at IS NOT NULL)),
    CHECK (status NOT IN ('matched', 'booked', 'proposed') OR customer IS NOT NULL)
);
CREATE UNIQUE INDEX bank_movements_key ON bank_movements (tenant, account, key);
CREATE INDEX bank_movements_of_statement ON bank_movements (tenant, statement, id text_pattern_ops);
CREATE INDEX bank_movements_by_status ON bank_movements (tenant, status, id text_pattern_ops);
CREATE INDEX bank_movements_of_iban ON bank_movements (tenant, iban) WHERE status = 'booked' AND iban <> '';
CREATE INDEX bank_movements_of_mandate ON bank_movements (tenant, mandate_id) WHERE status = 'booked' AND mandate_id <> '';
CREATE INDEX bank_movements_to_book ON bank_movements (tenant, book_at) WHERE book_at IS NOT NULL;
