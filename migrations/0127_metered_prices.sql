-- Prices that bill usage, and since when the item of a subscription counts it.

ALTER TABLE prices ADD COLUMN recurring_meter text COLLATE "C";

ALTER TABLE subscription_items ADD COLUMN usage_since bigint;
