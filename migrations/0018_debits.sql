-- Bank accounts, and the mandates by which they are debited. A debit is `pending` until the bank has answered.

ALTER TABLE payment_methods
    DROP CONSTRAINT payment_methods_type_check,
    ADD CONSTRAINT payment_methods_type_check CHECK (type IN ('card', 'sepa_debit', 'us_bank_account'));

ALTER TABLE charges
    DROP CONSTRAINT charges_status_check,
    ADD CONSTRAINT charges_status_check CHECK (status IN ('pending', 'succeeded', 'failed'));

ALTER TABLE refunds ADD COLUMN method_type text NOT NULL DEFAULT 'card';

-- A permission to debit a payment method, and how it was given.
CREATE TABLE mandates (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    payment_method      text COLLATE "C" NOT NULL,
    type                text NOT NULL CHECK (type IN ('multi_use', 'single_use')),
    status              text NOT NULL CHECK (status IN ('active', 'inactive')),
    -- Of a single payment; null for any number of them.
    amount              bigint CHECK (amount > 0),
    currency            text,
    customer_acceptance jsonb NOT NULL,
    -- By which the holder finds it on his statement.
    reference           text NOT NULL,
    -- The unguessable part of the address where he can read it.
    token               text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, payment_method) REFERENCES payment_methods (tenant, id),
    CHECK ((type = 'single_use') = (amount IS NOT NULL)),
    CHECK ((amount IS NULL) = (currency IS NULL))
);
CREATE UNIQUE INDEX mandates_of_token ON mandates (tenant, token);
CREATE INDEX mandates_of_method ON mandates (tenant, payment_method, id);
