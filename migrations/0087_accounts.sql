-- Several accounts in one installation: the first one is the platform, which may act for the others.

ALTER TABLE accounts ADD COLUMN
    -- Whether its keys may act for the other accounts, and its owners and administrators may enter them.
    is_platform     boolean NOT NULL DEFAULT false CHECK (NOT (is_platform AND parent IS NOT NULL));
UPDATE accounts SET is_platform = true
WHERE id = (SELECT id FROM accounts WHERE parent IS NULL ORDER BY created, id LIMIT 1);
CREATE UNIQUE INDEX accounts_platform ON accounts (is_platform) WHERE is_platform;
-- The accounts that the platform lists, in the order of their ids.
CREATE INDEX accounts_of_platform ON accounts (id) WHERE parent IS NULL AND NOT is_platform;
