-- The account's ledger at its processor: what each payment, refund and dispute brought, and what it cost.

CREATE TABLE balance_transactions (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    -- From then on the money can be paid out.
    available_on        bigint NOT NULL,
    type                text NOT NULL,
    reporting_category  text NOT NULL,
    currency            text NOT NULL,
    amount              bigint NOT NULL CHECK (amount <> 0),
    fee                 bigint NOT NULL CHECK (fee >= 0),
    -- What it comes to: amount - fee.
    net                 bigint NOT NULL CHECK (net = amount - fee),
    fee_description     text,
    source              text COLLATE "C" NOT NULL,
    description         text,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX balance_transactions_of_source ON balance_transactions (tenant, source, id);
-- The balance is the sum of these alone.
CREATE INDEX balance_transactions_sums ON balance_transactions (tenant, currency, available_on) INCLUDE (net, type);

ALTER TABLE charges ADD COLUMN balance_transaction text COLLATE "C";
ALTER TABLE refunds
    ADD COLUMN balance_transaction text COLLATE "C",
    ADD COLUMN failure_balance_transaction text COLLATE "C";
-- As they were made: a dispute shows them whole.
ALTER TABLE disputes
    ADD COLUMN balance_transactions jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN fee bigint NOT NULL DEFAULT 0;
