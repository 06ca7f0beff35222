-- Subscriptions and their items; and of invoices and lines, for which of them they are.

ALTER TABLE invoices
    ADD COLUMN subscription text COLLATE "C",
    ADD COLUMN subscription_metadata jsonb;
CREATE INDEX invoices_of_subscription ON invoices (tenant, subscription, id text_pattern_ops)
    WHERE subscription IS NOT NULL;

ALTER TABLE invoice_items
    ADD COLUMN subscription text COLLATE "C",
    ADD COLUMN subscription_item text COLLATE "C",
    ADD COLUMN proration boolean NOT NULL DEFAULT false,
    ADD COLUMN credited jsonb;
CREATE INDEX invoice_items_pending_of_subscription ON invoice_items (tenant, subscription)
    WHERE subscription IS NOT NULL AND invoice IS NULL;

CREATE TABLE subscriptions (
    tenant                       bigint NOT NULL,
    id                           text COLLATE "C" NOT NULL,
    created                      bigint NOT NULL,
    customer                     text COLLATE "C" NOT NULL,
    status                       text NOT NULL,
    currency                     text NOT NULL,
    collection_method            text NOT NULL,
    billing_mode                 text NOT NULL CHECK (billing_mode IN ('classic', 'flexible')),
    billing_mode_updated_at      bigint,
    billing_cycle_anchor         bigint NOT NULL,
    anchor_config                jsonb,
    start_date                   bigint NOT NULL,
    days_until_due               integer,
    default_payment_method       text COLLATE "C",
    default_tax_rates            jsonb NOT NULL,
    description                  text,
    metadata                     jsonb NOT NULL,
    payment_method_types         jsonb,
    save_default_payment_method  text NOT NULL,
    trial_start                  bigint,
    trial_end                    bigint,
    trial_settings               jsonb NOT NULL,
    cancel_at                    bigint,
    cancel_at_period_end         boolean NOT NULL,
    canceled_at                  bigint,
    ended_at                     bigint,
    cancellation                 jsonb NOT NULL,
    latest_invoice               text COLLATE "C",
    -- Whether an event has told of it: the first payment may still be under way.
    announced                    boolean NOT NULL,
    trial_end_told               boolean NOT NULL,
    next_step_at                 bigint,
    test_clock                   text COLLATE "C",
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    CHECK (status IN (
        'incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled'))
);
CREATE INDEX subscriptions_of_customer ON subscriptions (tenant, customer, id text_pattern_ops);
CREATE INDEX subscriptions_of_status ON subscriptions (tenant, status, id text_pattern_ops);
CREATE INDEX subscriptions_of_clocks ON subscriptions (tenant, id text_pattern_ops) WHERE test_clock IS NOT NULL;
CREATE INDEX subscriptions_due ON subscriptions (tenant, next_step_at) WHERE next_step_at IS NOT NULL;
CREATE INDEX subscriptions_on_clock ON subscriptions (tenant, test_clock, next_step_at)
    WHERE test_clock IS NOT NULL AND next_step_at IS NOT NULL;

CREATE TABLE subscription_items (
    tenant        bigint NOT NULL,
    id            text COLLATE "C" NOT NULL,
    created       bigint NOT NULL,
    subscription  text COLLATE "C" NOT NULL,
    position      integer NOT NULL,
    price         text COLLATE "C" NOT NULL,
    product       text COLLATE "C" NOT NULL,
    quantity      bigint NOT NULL,
    metadata      jsonb NOT NULL,
    tax_rates     jsonb NOT NULL,
    period_start  bigint NOT NULL,
    period_end    bigint NOT NULL,
    debits        jsonb NOT NULL,
    deleted_at    bigint,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, subscription) REFERENCES subscriptions (tenant, id),
    FOREIGN KEY (tenant, price) REFERENCES prices (tenant, id)
);
CREATE INDEX subscription_items_of_subscription
    ON subscription_items (tenant, subscription, position) WHERE deleted_at IS NULL;
