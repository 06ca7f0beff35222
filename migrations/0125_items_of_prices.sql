-- The subscriptions of a price: how many there are, and the list of them.

CREATE INDEX subscription_items_of_price ON subscription_items (tenant, price, subscription text_pattern_ops)
    WHERE deleted_at IS NULL;
