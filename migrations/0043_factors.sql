-- A second factor: an authenticator app (TOTP, RFC 6238), and codes for the day when the device is lost.
CREATE TABLE people_authenticators (
    person          text COLLATE "C" PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    -- The secret, encrypted with the key of the server: whoever reads the database alone makes no codes.
    sealed          bytea NOT NULL,
    created         bigint NOT NULL,
    -- It counts from the moment at which a first code was right.
    confirmed_at    bigint,
    -- The step of 30 seconds whose code was used last; neither it nor an earlier one is taken again.
    last_step       bigint NOT NULL DEFAULT 0
);

CREATE TABLE people_recovery_codes (
    person          text COLLATE "C" NOT NULL REFERENCES people ON DELETE CASCADE,
    -- HMAC-SHA-256 with the key of the server.
    hash            bytea NOT NULL,
    used_at         bigint,
    PRIMARY KEY (person, hash)
);

-- Who knows the password has five minutes for the second factor.
ALTER TABLE people_links DROP CONSTRAINT people_links_kind_check;
ALTER TABLE people_links ADD CONSTRAINT people_links_kind_check
    CHECK (kind IN ('first_run', 'invitation', 'reset', 'second_factor'));
ALTER TABLE people_mails DROP CONSTRAINT people_mails_kind_check;
ALTER TABLE people_mails ADD CONSTRAINT people_mails_kind_check
    CHECK (kind IN ('reset', 'invitation', 'test', 'recovery'));
