-- Disputes: what the holder of a card, or his bank, has against a payment that was made.

ALTER TABLE charges
    -- It was disputed at some time, be it only by an inquiry.
    ADD COLUMN disputed boolean NOT NULL DEFAULT false,
    -- The bank has taken the money back, so it cannot be given back a second time.
    ADD COLUMN charged_back boolean NOT NULL DEFAULT false;

CREATE TABLE disputes (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    charge              text COLLATE "C" NOT NULL,
    payment_intent      text COLLATE "C" NOT NULL,
    amount              bigint NOT NULL CHECK (amount > 0),
    currency            text NOT NULL,
    status              text NOT NULL CHECK (status IN (
        'warning_needs_response', 'warning_under_review', 'warning_closed',
        'needs_response', 'under_review', 'won', 'lost')),
    reason              text NOT NULL,
    network_reason_code text,
    payment_method_details jsonb NOT NULL,
    evidence            jsonb NOT NULL DEFAULT '{}',
    submission_count    integer NOT NULL DEFAULT 0,
    -- Until when it can be answered; who does not has lost.
    due_by              bigint,
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, charge) REFERENCES charges (tenant, id),
    FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents (tenant, id)
);
CREATE INDEX disputes_of_charge ON disputes (tenant, charge, id);
CREATE INDEX disputes_of_intent ON disputes (tenant, payment_intent, id);
CREATE INDEX disputes_to_answer ON disputes (tenant, due_by) WHERE status IN ('warning_needs_response', 'needs_response');

-- What a bank reports as fraud without taking anything back.
CREATE TABLE early_fraud_warnings (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    charge              text COLLATE "C" NOT NULL,
    payment_intent      text COLLATE "C" NOT NULL,
    fraud_type          text NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, charge) REFERENCES charges (tenant, id)
);
CREATE INDEX early_fraud_warnings_of_charge ON early_fraud_warnings (tenant, charge, id);
CREATE INDEX early_fraud_warnings_of_intent ON early_fraud_warnings (tenant, payment_intent, id);
