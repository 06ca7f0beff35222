-- SEPA debits and refunds as files: whose account is debited, what waits for a file, and the files.

-- Numbers of bank accounts that payment methods stand for, encrypted with a key of the environment. The token of such a
-- method is the id of its account (payment_methods/sealed_accounts_store.py).
CREATE TABLE sealed_bank_accounts (
    tenant  bigint NOT NULL,
    id      text COLLATE "C" NOT NULL,
    created bigint NOT NULL,
    iban    bytea NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- A file for the bank. Its id is the MsgId, and is stored with its content before the file leaves.
CREATE TABLE sepa_batches (
    tenant     bigint NOT NULL,
    id         text COLLATE "C" NOT NULL,
    created    bigint NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('debit', 'transfer')),
    orders     integer NOT NULL CHECK (orders > 0),
    amount     bigint NOT NULL CHECK (amount > 0),
    -- The day on which the bank is to act (`2026-12-01`).
    execute_on text COLLATE "C" NOT NULL,
    -- Of the content, which is encrypted because it names accounts.
    sha256     text COLLATE "C" NOT NULL,
    content    bytea NOT NULL,
    -- When the whole content was handed out for the first time.
    fetched_at bigint,
    PRIMARY KEY (tenant, id)
);
-- There is one at most: nothing new is written while a file waits.
CREATE UNIQUE INDEX sepa_batches_not_fetched ON sepa_batches (tenant, kind) WHERE fetched_at IS NULL;

-- A debit or a refund: it waits for a file, or stands in one. Its id is that of the call.
CREATE TABLE sepa_orders (
    tenant        bigint NOT NULL,
    id            text COLLATE "C" NOT NULL,
    created       bigint NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('debit', 'transfer')),
    end_to_end_id text COLLATE "C" NOT NULL,
    amount        bigint NOT NULL CHECK (amount > 0),
    -- The sealed account, and the mandate by which it is or was debited.
    account       text COLLATE "C" NOT NULL,
    mandate       text COLLATE "C" NOT NULL,
    -- What the holder reads.
    text          text NOT NULL,
    status        text NOT NULL CHECK (status IN ('waiting', 'sent', 'settled', 'rejected', 'returned')),
    batch         text COLLATE "C",
    sequence      text COLLATE "C",
    execute_on    text COLLATE "C",
    -- The bank's last word on it, and the reason that it gave.
    bank_status   text COLLATE "C",
    reason        text COLLATE "C",
    settled_at    bigint,
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, end_to_end_id),
    FOREIGN KEY (tenant, batch) REFERENCES sepa_batches (tenant, id),
    FOREIGN KEY (tenant, mandate) REFERENCES mandates (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES sealed_bank_accounts (tenant, id),
    CHECK (status NOT IN ('sent', 'settled', 'returned') OR batch IS NOT NULL)
);
CREATE INDEX sepa_orders_waiting ON sepa_orders (tenant, kind, id) WHERE status = 'waiting';
CREATE INDEX sepa_orders_of_batch ON sepa_orders (tenant, batch, id) WHERE batch IS NOT NULL;
CREATE INDEX sepa_orders_of_mandate ON sepa_orders (tenant, mandate);
