-- Charges that a caller makes without a payment intent, and the sources of customers.

-- An intent that carries such a charge: it moves money as all others do, and the API never shows it. Its id is that of
-- the charge with another prefix. An older program shows it as an ordinary payment intent.
ALTER TABLE payment_intents ADD COLUMN is_direct boolean NOT NULL DEFAULT false;
CREATE INDEX payment_intents_shown ON payment_intents (tenant, id text_pattern_ops) WHERE NOT is_direct;

-- The card that is charged if none is named. A source is a payment method whose id begins with `card_`.
ALTER TABLE customers
    ADD COLUMN default_source text COLLATE "C",
    ADD FOREIGN KEY (tenant, default_source) REFERENCES payment_methods (tenant, id);
