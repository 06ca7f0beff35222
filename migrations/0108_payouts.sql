-- Payouts: what a processor pays into the merchant's bank account, and the entries of the ledger that it pays.

CREATE TABLE payouts (
    tenant              bigint NOT NULL REFERENCES tenants,
    id                  text COLLATE "C" NOT NULL,
    -- When the processor made it.
    created             bigint NOT NULL,
    processor           text COLLATE "C" NOT NULL,
    -- What the processor calls it.
    reference           text COLLATE "C" NOT NULL,
    -- Minor units; below 0 for a debit of the bank account.
    amount              bigint NOT NULL,
    currency            text NOT NULL,
    status              text NOT NULL CHECK (status IN ('pending', 'in_transit', 'paid', 'failed', 'canceled')),
    arrival_date        bigint NOT NULL,
    automatic           boolean NOT NULL,
    method              text NOT NULL,
    type                text NOT NULL,
    source_type         text NOT NULL,
    description         text,
    statement_descriptor text,
    trace_status        text,
    trace_id            text,
    failure_code        text,
    failure_message     text,
    -- Payouts here.
    original            text COLLATE "C",
    reversed_by         text COLLATE "C",
    -- 'completed' once every entry that it pays is marked here.
    reconciliation_status text NOT NULL CHECK (reconciliation_status IN ('not_applicable', 'in_progress', 'completed')),
    balance_transaction text COLLATE "C",
    failure_balance_transaction text COLLATE "C",
    -- Whether the processor lists what it pays, and the last of the list that was read.
    is_listed           boolean NOT NULL,
    read_until          text COLLATE "C",
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX payouts_of_reference ON payouts (tenant, processor, reference);
CREATE INDEX payouts_by_status ON payouts (tenant, status, id text_pattern_ops);
CREATE INDEX payouts_list ON payouts (tenant, id text_pattern_ops);
CREATE INDEX payouts_dated_otherwise ON payouts (tenant, id text_pattern_ops) WHERE dated_otherwise(id, created);

-- What the processor lists of a payout, summed by category: ours, and what did not go through Billhook.
CREATE TABLE payout_parts (
    tenant              bigint NOT NULL REFERENCES tenants,
    payout              text COLLATE "C" NOT NULL,
    category            text COLLATE "C" NOT NULL,
    is_ours             boolean NOT NULL,
    number              bigint NOT NULL,
    amount              bigint NOT NULL,
    fee                 bigint NOT NULL,
    net                 bigint NOT NULL,
    PRIMARY KEY (tenant, payout, category, is_ours),
    FOREIGN KEY (tenant, payout) REFERENCES payouts (tenant, id)
);

-- By which payout an entry was paid out.
ALTER TABLE balance_transactions ADD COLUMN payout text COLLATE "C";
CREATE INDEX balance_transactions_of_payout ON balance_transactions (tenant, payout, id text_pattern_ops)
    WHERE payout IS NOT NULL;

-- When to ask the processor for its payouts again. Null: it cannot be asked.
ALTER TABLE processor_accounts ADD COLUMN next_payouts_at bigint DEFAULT 0;
