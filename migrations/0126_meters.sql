-- Meters and the usage that they count.

CREATE TABLE meters (
    tenant             bigint NOT NULL,
    id                 text COLLATE "C" NOT NULL,
    created            bigint NOT NULL,
    updated            bigint NOT NULL,
    display_name       text NOT NULL,
    event_name         text NOT NULL,
    formula            text NOT NULL CHECK (formula IN ('sum', 'count', 'last')),
    customer_key       text NOT NULL,
    value_key          text NOT NULL,
    event_time_window  text CHECK (event_time_window IN ('day', 'hour')),
    status             text NOT NULL CHECK (status IN ('active', 'inactive')),
    deactivated_at     bigint,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX meters_active_event_name ON meters (tenant, event_name) WHERE status = 'active';
CREATE INDEX meters_of_status ON meters (tenant, status, id text_pattern_ops);

-- A row for each event that was taken. `arrival` orders those of one second.
CREATE TABLE meter_events (
    tenant       bigint NOT NULL,
    meter        text COLLATE "C" NOT NULL,
    identifier   text COLLATE "C" NOT NULL,
    -- When the identifier may be given again, and was: 0 until then. So one event at a time holds an identifier.
    freed_at     bigint NOT NULL DEFAULT 0,
    customer     text COLLATE "C" NOT NULL,
    at           bigint NOT NULL,
    arrival      bigint GENERATED ALWAYS AS IDENTITY,
    value        numeric NOT NULL,
    received_at  bigint NOT NULL,
    canceled_at  bigint,
    PRIMARY KEY (tenant, meter, identifier, freed_at)
);
CREATE INDEX meter_events_counted ON meter_events (tenant, meter, customer, at, arrival) INCLUDE (value)
    WHERE canceled_at IS NULL;

-- Who an event speaks of; no row if nobody has the id.
CREATE FUNCTION customer_of_usage(of_tenant bigint, of_customer text)
RETURNS TABLE (is_deleted boolean, test_clock text)
LANGUAGE sql STABLE AS $$
    SELECT c.deleted_at IS NOT NULL, c.test_clock FROM customers c WHERE c.tenant = of_tenant AND c.id = of_customer
$$;
