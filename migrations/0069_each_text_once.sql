-- Half of what a transaction writes as JSON repeats, byte for byte, another text of it: events that follow each other about
-- one object, and the answer that an idempotency key keeps. Each text is stored once, with the last of its events.

-- Where `object` is null, it is that of the event `same_as` of the same transaction. No CHECK says so: PostgreSQL reads
-- the text of each CHECK again for each statement that inserts.
ALTER TABLE events ALTER COLUMN object DROP NOT NULL;
ALTER TABLE events ADD COLUMN same_as text COLLATE "C";

-- Where `event` is set, the body is the object of that event.
ALTER TABLE idempotency_keys ADD COLUMN event text COLLATE "C";
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_check;
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_check
    CHECK ((status IS NULL) = (body IS NULL AND event IS NULL)) NOT VALID;
