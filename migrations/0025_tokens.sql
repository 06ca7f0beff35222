-- Tokens: what a page collects of a payer, for one use by a server.

-- Of a card; `card` is what a payment method made of it shows, `token` its name at the processor.
CREATE TABLE card_tokens (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    token           text NOT NULL,
    card            jsonb NOT NULL,
    -- Name and address of the holder, as `billing_details` of a payment method.
    billing_details jsonb NOT NULL,
    used            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (tenant, id)
);

-- Of everything that a payment or a set-up is confirmed with.
CREATE TABLE confirmation_tokens (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    expires_at          bigint NOT NULL,
    payment_method      text COLLATE "C" NOT NULL,
    mandate_data        jsonb,
    return_url          text,
    setup_future_usage  text CHECK (setup_future_usage IN ('on_session', 'off_session')),
    shipping            jsonb,
    -- What it was used for.
    payment_intent      text COLLATE "C",
    setup_intent        text COLLATE "C",
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, payment_method) REFERENCES payment_methods (tenant, id),
    CHECK (payment_intent IS NULL OR setup_intent IS NULL)
);
