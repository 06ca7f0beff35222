-- What leaves with a commit: events, their deliveries, and the stored response of an idempotency key.
--
-- Only the roots of a tenant's data (customers, products, endpoints) refer to `tenants`. For the rest another key
-- leads there, or `open_write` has read the tenant in the same transaction; a check for each row would lock the one
-- row that all writes of a tenant share.

CREATE TABLE events (
    tenant          bigint NOT NULL,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    type            text COLLATE "C" NOT NULL,
    api_version     text NOT NULL,
    -- JSON text of the object in the newest API version, rendered in the emitting transaction.
    object          text NOT NULL,
    previous        text,
    request         text,
    idempotency_key text,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX events_by_type ON events (tenant, type, id);

CREATE TABLE webhook_endpoints (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    url             text NOT NULL,
    description     text,
    enabled_events  text[] NOT NULL CHECK (cardinality(enabled_events) > 0),
    api_version     text,
    secret          text NOT NULL,
    status          text NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
    metadata        jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id)
);

CREATE TABLE webhook_deliveries (
    tenant          bigint NOT NULL,
    event           text COLLATE "C" NOT NULL,
    endpoint        text COLLATE "C" NOT NULL,
    status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- The truth about when to try; the job only wakes it, and a sweep finds what no job woke.
    next_attempt_at bigint,
    created         bigint NOT NULL,
    settled_at      bigint,
    PRIMARY KEY (tenant, event, endpoint),
    FOREIGN KEY (tenant, event) REFERENCES events (tenant, id),
    FOREIGN KEY (tenant, endpoint) REFERENCES webhook_endpoints (tenant, id) ON DELETE CASCADE,
    CHECK ((status = 'pending') = (next_attempt_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (tenant, endpoint, next_attempt_at, event)
    WHERE status = 'pending';
CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (tenant, endpoint, event);

CREATE TABLE webhook_attempts (
    tenant          bigint NOT NULL,
    event           text COLLATE "C" NOT NULL,
    endpoint        text COLLATE "C" NOT NULL,
    number          integer NOT NULL CHECK (number > 0),
    at              bigint NOT NULL,
    duration_ms     integer NOT NULL,
    response_status integer,
    response_body   text,
    error           text,
    PRIMARY KEY (tenant, event, endpoint, number),
    FOREIGN KEY (tenant, event, endpoint) REFERENCES webhook_deliveries (tenant, event, endpoint) ON DELETE CASCADE
);

CREATE TABLE idempotency_keys (
    tenant          bigint NOT NULL,
    key             text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    request         text NOT NULL,
    path            text NOT NULL,
    -- SHA-256 over the parameters in a canonical order, and the API version.
    parameters      bytea NOT NULL,
    status          integer NOT NULL,
    body            text NOT NULL,
    PRIMARY KEY (tenant, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (tenant, created);

-- Opens a write: refuses when the caller's knowledge of the tenant is old (BH001), when another request holds
-- the idempotency key (BH002), or when a response is stored for it (BH003). Doing the three in the statement
-- that begins the transaction saves two round trips on every write.
CREATE FUNCTION open_write(p_tenant bigint, p_version bigint, p_key text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_version IS DISTINCT FROM (SELECT version FROM tenants WHERE id = p_tenant) THEN
        RAISE EXCEPTION 'tenant changed' USING ERRCODE = 'BH001';
    END IF;
    IF p_key IS NOT NULL THEN
        IF NOT pg_try_advisory_xact_lock(hashtextextended(p_key, p_tenant)) THEN
            RAISE EXCEPTION 'idempotency key in use' USING ERRCODE = 'BH002';
        END IF;
        IF EXISTS (SELECT FROM idempotency_keys WHERE tenant = p_tenant AND key = p_key) THEN
            RAISE EXCEPTION 'idempotency key known' USING ERRCODE = 'BH003';
        END IF;
    END IF;
END $$;
