-- Accounts, their two modes (tenants), the keys that open them and the settings of an account.
-- A tenant is one account in one mode; every table of the business starts its keys with it.

CREATE TABLE accounts (
    id              text COLLATE "C" PRIMARY KEY,
    created         bigint NOT NULL
);

CREATE TABLE tenants (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account         text COLLATE "C" NOT NULL REFERENCES accounts,
    livemode        boolean NOT NULL,
    -- Grows with every change of keys, settings or webhook endpoints. A process keeps what it knows of a
    -- tenant with the version it read, and every write transaction begins by comparing the two.
    version         bigint NOT NULL DEFAULT 1,
    UNIQUE (account, livemode)
);

CREATE TABLE api_keys (
    -- SHA-256 of the key. Keys are long and random, so a slow password hash would add nothing.
    hash            bytea PRIMARY KEY,
    tenant          bigint NOT NULL REFERENCES tenants,
    kind            text NOT NULL CHECK (kind IN ('secret', 'publishable')),
    last4           text NOT NULL,
    -- Kept in the clear only where it guards nothing: publishable keys, and the secret key of a sandbox.
    clear           text,
    created         bigint NOT NULL,
    expires_at      bigint
);
CREATE INDEX api_keys_tenant ON api_keys (tenant);

CREATE TABLE account_settings (
    account         text COLLATE "C" NOT NULL REFERENCES accounts,
    name            text NOT NULL,
    value           jsonb NOT NULL,
    PRIMARY KEY (account, name)
);
