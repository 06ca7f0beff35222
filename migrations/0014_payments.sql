-- Payment intents, charges, and what is being asked of a processor.

-- What has to be asked of somebody outside: committed before the call, settled after it. A row that is not settled
-- when its moment comes is asked again with the same key, by whoever finds it.
CREATE TABLE calls (
    tenant          bigint NOT NULL,
    -- Also the key under which the processor knows the request.
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    -- Who settles it, and the object that it is about.
    verb            text NOT NULL,
    subject         text COLLATE "C" NOT NULL,
    asked           jsonb NOT NULL,
    -- How the answer is to be written for the idempotency key of the request that asked; null where there is none.
    reply           jsonb,
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at bigint,
    settled_at      bigint,
    PRIMARY KEY (tenant, id),
    CHECK ((settled_at IS NULL) = (next_attempt_at IS NOT NULL))
);
CREATE INDEX calls_due ON calls (tenant, next_attempt_at) WHERE settled_at IS NULL;

-- A key is held, without a response, while its request waits for an answer from outside.
ALTER TABLE idempotency_keys
    ALTER COLUMN status DROP NOT NULL,
    ALTER COLUMN body DROP NOT NULL,
    ADD CHECK ((status IS NULL) = (body IS NULL));

CREATE TABLE payment_intents (
    tenant                      bigint NOT NULL,
    id                          text COLLATE "C" NOT NULL,
    created                     bigint NOT NULL,
    customer                    text COLLATE "C",
    currency                    text NOT NULL,
    amount                      bigint NOT NULL CHECK (amount > 0),
    amount_received             bigint NOT NULL CHECK (amount_received IN (0, amount)),
    status                      text NOT NULL CHECK (status IN (
        'requires_payment_method', 'requires_confirmation', 'requires_action', 'processing', 'succeeded', 'canceled'
    )),
    capture_method              text NOT NULL CHECK (capture_method IN ('automatic', 'automatic_async')),
    payment_method              text COLLATE "C",
    allowed_payment_method_types text[],
    automatic_payment_methods   jsonb,
    setup_future_usage          text CHECK (setup_future_usage IN ('on_session', 'off_session')),
    description                 text,
    metadata                    jsonb NOT NULL DEFAULT '{}',
    receipt_email               text,
    shipping                    jsonb,
    statement_descriptor        text,
    statement_descriptor_suffix text,
    last_payment_error          jsonb,
    latest_charge               text COLLATE "C",
    return_url                  text,
    canceled_at                 bigint,
    cancellation_reason         text,
    -- The unguessable part of the client secret.
    secret                      text NOT NULL,
    -- The invoice that made it and that it pays; its amount is the invoice's business.
    invoice                     text COLLATE "C",
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    FOREIGN KEY (tenant, payment_method) REFERENCES payment_methods (tenant, id),
    CHECK ((status = 'succeeded') = (amount_received > 0)),
    CHECK ((status = 'canceled') = (canceled_at IS NOT NULL))
);
CREATE INDEX payment_intents_of_customer ON payment_intents (tenant, customer, id) WHERE customer IS NOT NULL;

CREATE TABLE charges (
    tenant                  bigint NOT NULL,
    id                      text COLLATE "C" NOT NULL,
    created                 bigint NOT NULL,
    payment_intent          text COLLATE "C" NOT NULL,
    customer                text COLLATE "C",
    currency                text NOT NULL,
    amount                  bigint NOT NULL CHECK (amount > 0),
    amount_refunded         bigint NOT NULL CHECK (amount_refunded BETWEEN 0 AND amount),
    status                  text NOT NULL CHECK (status IN ('succeeded', 'failed')),
    payment_method          text COLLATE "C" NOT NULL,
    -- As they were when the charge was made.
    payment_method_details  jsonb NOT NULL,
    billing_details         jsonb NOT NULL,
    description             text,
    metadata                jsonb NOT NULL DEFAULT '{}',
    failure_code            text,
    failure_message         text,
    outcome                 jsonb NOT NULL,
    receipt_email           text,
    shipping                jsonb,
    statement_descriptor    text,
    statement_descriptor_suffix text,
    fraud_details           jsonb NOT NULL DEFAULT '{}',
    -- The call that made it, and under which the processor knows it.
    call                    text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents (tenant, id),
    CHECK (status = 'succeeded' OR amount_refunded = 0)
);
CREATE INDEX charges_of_intent ON charges (tenant, payment_intent, id);
CREATE INDEX charges_of_customer ON charges (tenant, customer, id) WHERE customer IS NOT NULL;

-- An invoice is paid by a record of money that moved elsewhere, or by a payment intent.
ALTER TABLE invoice_payments
    ADD COLUMN payment_intent text COLLATE "C",
    ADD FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents (tenant, id),
    ADD CHECK ((payment_record IS NULL) <> (payment_intent IS NULL));
CREATE UNIQUE INDEX invoice_payments_of_intent ON invoice_payments (tenant, payment_intent)
    WHERE payment_intent IS NOT NULL;

ALTER TABLE invoices
    ADD COLUMN default_payment_method text COLLATE "C",
    -- That of its default payment, from finalization on.
    ADD COLUMN payment_intent text COLLATE "C",
    ADD COLUMN amount_overpaid bigint NOT NULL DEFAULT 0 CHECK (amount_overpaid >= 0),
    ADD FOREIGN KEY (tenant, default_payment_method) REFERENCES payment_methods (tenant, id),
    ADD FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents (tenant, id);
CREATE INDEX invoices_to_collect ON invoices (tenant, next_payment_attempt)
    WHERE status = 'open' AND auto_advance AND next_payment_attempt IS NOT NULL;
