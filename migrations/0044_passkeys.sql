-- Passkeys (WebAuthn): a key pair of a device, which lets somebody in without password and code.
CREATE TABLE people_passkeys (
    id              text COLLATE "C" PRIMARY KEY,
    person          text COLLATE "C" NOT NULL REFERENCES people ON DELETE CASCADE,
    -- What the device calls it, and its public key (COSE).
    credential      bytea NOT NULL UNIQUE,
    public_key      bytea NOT NULL,
    -- How often the device says that it signed; a copy of it would fall behind.
    sign_count      bigint NOT NULL,
    device          text NOT NULL,
    created         bigint NOT NULL,
    last_used       bigint
);
CREATE INDEX people_passkeys_of ON people_passkeys (person, id);

-- What a device is asked to sign: once, within five minutes, by the browser that was asked.
CREATE TABLE people_challenges (
    hash            bytea PRIMARY KEY,
    -- SHA-256 of the token of the browser that was asked.
    holder          bytea NOT NULL,
    expires_at      bigint NOT NULL
);
CREATE INDEX people_challenges_over ON people_challenges (expires_at);
