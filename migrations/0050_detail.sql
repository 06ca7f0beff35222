-- What the pages for developers and the page of an invoice tell.

-- A test event goes to one endpoint alone. Nothing happened that it could report, so no list of events has it.
ALTER TABLE events ADD COLUMN only_for text COLLATE "C";

-- After a roll the old secret signs too until this moment, so that receivers can change over.
ALTER TABLE webhook_endpoints
    ADD COLUMN old_secret text,
    ADD COLUMN old_secret_until bigint,
    ADD CONSTRAINT webhook_endpoints_old_secret CHECK ((old_secret IS NULL) = (old_secret_until IS NULL));
