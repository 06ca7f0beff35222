-- Checkout Sessions: what a payer is asked for on a page of its own, and how far that has come.

CREATE TABLE checkout_sessions (
    tenant                       bigint NOT NULL,
    id                           text COLLATE "C" NOT NULL,
    created                      bigint NOT NULL,
    mode                         text NOT NULL CHECK (mode IN ('payment', 'setup')),
    status                       text NOT NULL CHECK (status IN ('open', 'complete', 'expired')),
    payment_status               text NOT NULL CHECK (payment_status IN ('unpaid', 'paid', 'no_payment_required')),
    currency                     text,
    customer                     text COLLATE "C",
    customer_email               text,
    customer_creation            text,
    customer_details             jsonb,
    client_reference_id          text,
    metadata                     jsonb NOT NULL,
    success_url                  text,
    cancel_url                   text,
    locale                       text,
    submit_type                  text,
    allowed_payment_method_types jsonb,
    intent_data                  jsonb NOT NULL,
    lines                        jsonb NOT NULL,
    amount_subtotal              bigint,
    amount_total                 bigint,
    amount_tax                   bigint,
    -- Of the address of the page.
    token                        text COLLATE "C" NOT NULL,
    expires_at                   bigint NOT NULL,
    payment_intent               text COLLATE "C",
    setup_intent                 text COLLATE "C",
    test_clock                   text COLLATE "C",
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, token),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents (tenant, id),
    FOREIGN KEY (tenant, setup_intent) REFERENCES setup_intents (tenant, id)
);
CREATE INDEX checkout_sessions_of_customer ON checkout_sessions (tenant, customer, id text_pattern_ops);
CREATE INDEX checkout_sessions_of_intent ON checkout_sessions (tenant, payment_intent, id text_pattern_ops);
CREATE INDEX checkout_sessions_of_setup ON checkout_sessions (tenant, setup_intent) WHERE setup_intent IS NOT NULL;
CREATE INDEX checkout_sessions_of_status ON checkout_sessions (tenant, status, id text_pattern_ops);
CREATE INDEX checkout_sessions_of_clocks ON checkout_sessions (tenant, id text_pattern_ops) WHERE test_clock IS NOT NULL;
CREATE INDEX checkout_sessions_due ON checkout_sessions (tenant, expires_at) WHERE status = 'open';
CREATE INDEX checkout_sessions_on_clock ON checkout_sessions (tenant, test_clock, expires_at)
    WHERE test_clock IS NOT NULL AND status = 'open';
