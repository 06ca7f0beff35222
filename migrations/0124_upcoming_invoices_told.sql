-- For the end of which period an event has told of the invoice to come.

ALTER TABLE subscriptions ADD COLUMN upcoming_told_for bigint;
