-- Since when a payout waits for an entry of ours, and when its list was last asked for.
ALTER TABLE payouts ADD COLUMN waits_since bigint;
ALTER TABLE payouts ADD COLUMN tried_at bigint NOT NULL DEFAULT 0;
