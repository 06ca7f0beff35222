-- Payment methods, and which of them a customer's invoices are collected with.

CREATE TABLE payment_methods (
    tenant          bigint NOT NULL,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    customer        text COLLATE "C",
    type            text NOT NULL CHECK (type IN ('card')),
    -- What the processor calls it. Never a number of a card.
    token           text NOT NULL,
    details         jsonb NOT NULL,
    billing_details jsonb NOT NULL,
    allow_redisplay text NOT NULL CHECK (allow_redisplay IN ('always', 'limited', 'unspecified')),
    metadata        jsonb NOT NULL DEFAULT '{}',
    set_up          boolean NOT NULL,
    spent           boolean NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    CHECK (customer IS NULL OR NOT spent)
);
CREATE INDEX payment_methods_of_customer ON payment_methods (tenant, customer, id) WHERE customer IS NOT NULL;

ALTER TABLE customers
    ADD COLUMN default_payment_method text COLLATE "C",
    ADD FOREIGN KEY (tenant, default_payment_method) REFERENCES payment_methods (tenant, id);
