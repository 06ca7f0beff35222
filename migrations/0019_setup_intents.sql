-- Setup intents: payment methods made ready for payments in their holder's absence.

CREATE TABLE setup_intents (
    tenant                      bigint NOT NULL,
    id                          text COLLATE "C" NOT NULL,
    created                     bigint NOT NULL,
    customer                    text COLLATE "C",
    status                      text NOT NULL CHECK (status IN (
        'requires_payment_method', 'requires_confirmation', 'requires_action', 'processing', 'succeeded', 'canceled'
    )),
    usage                       text NOT NULL CHECK (usage IN ('off_session', 'on_session')),
    payment_method              text COLLATE "C",
    allowed_payment_method_types text[],
    automatic_payment_methods   jsonb,
    description                 text,
    metadata                    jsonb NOT NULL DEFAULT '{}',
    last_setup_error            jsonb,
    -- The one that was given with it.
    mandate                     text COLLATE "C",
    return_url                  text,
    cancellation_reason         text,
    -- The unguessable part of the client secret.
    secret                      text NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    FOREIGN KEY (tenant, payment_method) REFERENCES payment_methods (tenant, id),
    FOREIGN KEY (tenant, mandate) REFERENCES mandates (tenant, id)
);
CREATE INDEX setup_intents_of_customer ON setup_intents (tenant, customer, id) WHERE customer IS NOT NULL;
CREATE INDEX setup_intents_of_method ON setup_intents (tenant, payment_method, id) WHERE payment_method IS NOT NULL;
