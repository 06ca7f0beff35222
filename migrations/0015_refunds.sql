-- Refunds: what was given back of charges. A charge counts them in `amount_refunded` as soon as they are asked for.

CREATE TABLE refunds (
    tenant          bigint NOT NULL,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    charge          text COLLATE "C" NOT NULL,
    payment_intent  text COLLATE "C" NOT NULL,
    amount          bigint NOT NULL CHECK (amount > 0),
    currency        text NOT NULL,
    status          text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    reason          text CHECK (reason IN ('duplicate', 'fraudulent', 'requested_by_customer')),
    failure_reason  text,
    metadata        jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, charge) REFERENCES charges (tenant, id),
    FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents (tenant, id),
    CHECK ((status = 'failed') = (failure_reason IS NOT NULL))
);
CREATE INDEX refunds_of_charge ON refunds (tenant, charge, id);
CREATE INDEX refunds_of_intent ON refunds (tenant, payment_intent, id);

-- What a credit note gives back by refunds: `refund` and `amount_refunded` of each.
ALTER TABLE credit_notes ADD COLUMN refunds jsonb NOT NULL DEFAULT '[]';
