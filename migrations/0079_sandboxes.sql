-- Sandboxes: accounts with a test mode alone, made and thrown away by the account that they belong to.

ALTER TABLE accounts ADD COLUMN
    -- The account whose sandbox it is. NULL for an account of its own.
    parent          text COLLATE "C" REFERENCES accounts;
CREATE INDEX accounts_of_parent ON accounts (parent) WHERE parent IS NOT NULL;

ALTER TABLE tenants ADD COLUMN
    -- Since when nobody finds it. Its rows are erased afterwards.
    ended_at        bigint;

-- A sandbox belongs to the test mode of its account: `tenant` is that one, and the id is the sandbox's account.
CREATE TABLE sandboxes (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    name            text,
    expires_at      bigint,
    ended_at        bigint,
    -- When the next pass over its rows is due.
    erase_at        bigint,
    PRIMARY KEY (tenant, id),
    CHECK ((ended_at IS NULL) = (erase_at IS NULL))
);
CREATE INDEX sandboxes_expiring ON sandboxes (tenant, expires_at) WHERE ended_at IS NULL;
CREATE INDEX sandboxes_ended ON sandboxes (tenant, erase_at) WHERE erase_at IS NOT NULL;
