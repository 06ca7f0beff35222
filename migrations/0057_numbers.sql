-- Sequences of numbers: one for each series (invoices, credit notes) and period (a year, a month, or none), and what was
-- skipped in them on purpose.

-- `heads` are what stood before the numbers, in the order of their first use. `since` is the first number whose head is
-- among them: an older program did not write them down. A program of before 0056 that still runs refuses to finalize
-- with numbers of the account until it is replaced; numbers of customers do not change.
ALTER TABLE invoice_sequences
    ADD COLUMN series text COLLATE "C" NOT NULL DEFAULT 'invoice' CHECK (series IN ('invoice', 'credit_note')),
    ADD COLUMN period text COLLATE "C" NOT NULL DEFAULT '' CHECK (period ~ '^([0-9]{4}(-[0-9]{2})?)?$'),
    ADD COLUMN heads text[] NOT NULL DEFAULT '{}',
    ADD COLUMN since bigint NOT NULL DEFAULT 1 CHECK (since > 0);

UPDATE invoice_sequences s SET since = s.next, heads = ARRAY[coalesce((
        SELECT a.value #>> '{}' FROM tenants t JOIN account_settings a ON a.account = t.account
        WHERE t.id = s.tenant AND a.name = 'number_prefix'), 'INV') || '-'];

ALTER TABLE invoice_sequences DROP CONSTRAINT invoice_sequences_pkey, ADD PRIMARY KEY (tenant, series, period);

-- Where a sequence was raised: the numbers from `from_number` to the one before `to_number` are missing on purpose.
-- `series` is that of `invoice_sequences`, or the id of a customer with a sequence of their own.
CREATE TABLE number_jumps (
    tenant              bigint NOT NULL REFERENCES tenants,
    series              text COLLATE "C" NOT NULL,
    period              text COLLATE "C" NOT NULL,
    from_number         bigint NOT NULL CHECK (from_number > 0),
    to_number           bigint NOT NULL,
    created             bigint NOT NULL,
    made_by             text NOT NULL,
    PRIMARY KEY (tenant, series, period, from_number),
    CHECK (to_number > from_number)
);
