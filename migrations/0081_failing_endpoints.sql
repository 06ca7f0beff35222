-- A webhook endpoint that fails for days is disabled, and people are told before and after.

-- The first attempt that failed since the last one that was answered with 2xx; when people were told of it; and when
-- Billhook disabled the endpoint by itself. An older program leaves them alone.
ALTER TABLE webhook_endpoints
    ADD COLUMN failing_since bigint,
    ADD COLUMN warned_at bigint,
    ADD COLUMN given_up_at bigint,
    ADD CONSTRAINT webhook_endpoints_warned CHECK (warned_at IS NULL OR failing_since IS NOT NULL);

-- What a mail to a person tells of, beyond the person: JSON with a version, or nothing.
ALTER TABLE people_mails ADD COLUMN about jsonb;
ALTER TABLE people_mails DROP CONSTRAINT people_mails_kind_check;
ALTER TABLE people_mails ADD CONSTRAINT people_mails_kind_check
    CHECK (kind IN ('reset', 'invitation', 'test', 'recovery', 'attempts', 'endpoint_failing', 'endpoint_disabled'));

-- An endpoint is an event destination too. `payload` is what it is sent: the object as it was, or only a reference to it.
-- `name` and `updated` are those of the v2 API; null for one that only the v1 API has touched.
ALTER TABLE webhook_endpoints
    ADD COLUMN payload text NOT NULL DEFAULT 'snapshot' CHECK (payload IN ('snapshot', 'thin')),
    ADD COLUMN name text,
    ADD COLUMN updated bigint;
