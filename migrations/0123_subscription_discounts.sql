-- Discounts of subscriptions and of their items.

ALTER TABLE discounts
    ADD COLUMN subscription text COLLATE "C",
    ADD COLUMN subscription_item text COLLATE "C";

ALTER TABLE subscriptions ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]';
ALTER TABLE subscriptions ALTER COLUMN discounts DROP DEFAULT;
ALTER TABLE subscription_items ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]';
ALTER TABLE subscription_items ALTER COLUMN discounts DROP DEFAULT;
