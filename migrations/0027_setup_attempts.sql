-- What was tried to set up a payment method, successful or not.

CREATE TABLE setup_attempts (
    tenant          bigint NOT NULL,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    setup_intent    text COLLATE "C" NOT NULL,
    customer        text COLLATE "C",
    payment_method  text COLLATE "C" NOT NULL,
    -- As it was when it was tried.
    payment_method_details jsonb NOT NULL,
    usage           text NOT NULL,
    status          text NOT NULL CHECK (status IN ('processing', 'requires_action', 'succeeded', 'failed', 'abandoned')),
    setup_error     jsonb,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, setup_intent) REFERENCES setup_intents (tenant, id),
    FOREIGN KEY (tenant, payment_method) REFERENCES payment_methods (tenant, id),
    CHECK ((status = 'failed') = (setup_error IS NOT NULL))
);
CREATE INDEX setup_attempts_of_intent ON setup_attempts (tenant, setup_intent, id);

ALTER TABLE setup_intents ADD COLUMN latest_attempt text COLLATE "C";
