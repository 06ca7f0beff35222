-- Accounts in the United States that are verified by two small deposits: what they were, their holder tells.

ALTER TABLE payment_intents
    -- The moment at which they arrive, of an intent that waits for that.
    ADD COLUMN deposits_arrive_at bigint;
ALTER TABLE setup_intents
    ADD COLUMN deposits_arrive_at bigint,
    -- As those of a payment intent.
    ADD COLUMN method_options jsonb NOT NULL DEFAULT '{}';
ALTER TABLE payment_methods ADD COLUMN deposits_verified boolean NOT NULL DEFAULT false;
