-- A payer keeps a payment method on the page of a processor: the call by which they were sent there, the page, and until
-- when it is there.
ALTER TABLE setup_intents
    ADD COLUMN session text COLLATE "C",
    ADD COLUMN session_url text,
    ADD COLUMN session_expires_at bigint,
    ADD CHECK ((session_url IS NULL) = (session_expires_at IS NULL)),
    ADD CHECK (session_url IS NULL OR session IS NOT NULL);
