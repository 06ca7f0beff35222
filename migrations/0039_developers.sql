-- What the pages for developers show: deliveries of an endpoint by status, and keys by a name.

-- The deliveries of an endpoint, newest first, of one status or of all (docs/decisions/0034-filters-of-lists.md).
DROP INDEX webhook_deliveries_by_endpoint;
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (tenant, endpoint, status, event text_pattern_ops);

-- A key is named by an id that follows from its hash, so a program that knows no ids goes on making keys.
ALTER TABLE api_keys
    ADD COLUMN id text COLLATE "C" NOT NULL GENERATED ALWAYS AS ('key_' || left(encode(hash, 'hex'), 24)) STORED,
    ADD COLUMN name text,
    -- Written at most once a minute.
    ADD COLUMN last_used_at bigint;
CREATE UNIQUE INDEX api_keys_id ON api_keys (id);
