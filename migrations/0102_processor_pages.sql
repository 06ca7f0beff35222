-- What people of an account see of their processors: whether news come, and calls that get no answer.

ALTER TABLE processor_accounts
    -- The type of the last news, as the processor calls it; null if it names none.
    ADD COLUMN last_news_type text,
    -- When news came last that were not signed with the secret that is stored (Unix seconds).
    ADD COLUMN news_failed_at bigint;

-- Why the last attempt got no answer, and since when none came (Unix seconds); null once one came.
ALTER TABLE calls ADD COLUMN silence text, ADD COLUMN silent_since bigint;
ALTER TABLE calls ADD CHECK ((silence IS NULL) = (silent_since IS NULL));
CREATE INDEX calls_open ON calls (tenant, id) WHERE settled_at IS NULL;
CREATE INDEX calls_silent ON calls (tenant, id) WHERE settled_at IS NULL AND silence IS NOT NULL;
