-- People who use the Dashboard: who they are, where they are signed in, and the links by which they come in.
-- A person belongs to an account and is above its modes; only their rights differ between test and live.

CREATE TABLE people (
    id              text COLLATE "C" PRIMARY KEY,
    account         text COLLATE "C" NOT NULL REFERENCES accounts,
    created         bigint NOT NULL,
    name            text NOT NULL,
    -- As typed, with the domain in small letters. Nobody else of this server signs in with it.
    email           text NOT NULL,
    role            text NOT NULL CHECK (role IN ('owner', 'administrator', 'developer', 'support', 'analyst')),
    status          text NOT NULL CHECK (status IN ('active', 'invited', 'deactivated')),
    -- Argon2id, with its parameters in the text; nothing for those who are only invited.
    password        text,
    theme           text NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
    CHECK (status <> 'active' OR password IS NOT NULL)
);
CREATE UNIQUE INDEX people_by_email ON people (lower(email));
CREATE INDEX people_of_account ON people (account, id);

CREATE TABLE sessions (
    -- SHA-256 of the token in the cookie. Tokens are long and random, so a slow hash would add nothing.
    hash            bytea PRIMARY KEY,
    id              text COLLATE "C" NOT NULL UNIQUE,
    person          text COLLATE "C" NOT NULL REFERENCES people ON DELETE CASCADE,
    created         bigint NOT NULL,
    -- Written at most once a minute.
    last_seen       bigint NOT NULL,
    expires_at      bigint NOT NULL,
    -- When the person last proved who they are.
    confirmed_at    bigint NOT NULL,
    address         text NOT NULL,
    device          text NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person, id);

CREATE TABLE people_links (
    hash            bytea PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('first_run', 'invitation', 'reset')),
    account         text COLLATE "C" NOT NULL REFERENCES accounts,
    -- Nobody yet, for the link that makes the owner.
    person          text COLLATE "C" REFERENCES people ON DELETE CASCADE,
    created         bigint NOT NULL,
    expires_at      bigint,
    used_at         bigint
);
CREATE INDEX people_links_of ON people_links (account, kind, person);

-- Failed attempts at a password, by who was tried and from where; old ones are swept away.
CREATE TABLE failed_sign_ins (
    -- SHA-256 of what was tried: an e-mail, an address, or the two together. Names of strangers are not kept.
    subject         bytea NOT NULL,
    at              bigint NOT NULL
);
CREATE INDEX failed_sign_ins_of ON failed_sign_ins (subject, at);
CREATE INDEX failed_sign_ins_at ON failed_sign_ins (at);

-- What people did, each verb with its commit: the journal of a mode, and that of the account itself.
-- API keys are in the events, which say who caused them.
CREATE TABLE audit_log (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    at              bigint NOT NULL,
    -- As the events say it, and the person's name as it was then.
    actor           text NOT NULL,
    actor_label     text NOT NULL,
    verb            text NOT NULL,
    object          text,
    address         text NOT NULL,
    device          text NOT NULL,
    session         text,
    -- By event: the object, and the values of what changed, before and after.
    changes         text NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX audit_log_by_actor ON audit_log (tenant, actor, id text_pattern_ops);
CREATE INDEX audit_log_by_object ON audit_log (tenant, object, id text_pattern_ops) WHERE object IS NOT NULL;
CREATE INDEX audit_log_by_verb ON audit_log (tenant, verb, id text_pattern_ops);

CREATE TABLE people_log (
    account         text COLLATE "C" NOT NULL REFERENCES accounts,
    id              text COLLATE "C" NOT NULL,
    at              bigint NOT NULL,
    actor           text NOT NULL,
    actor_label     text NOT NULL,
    verb            text NOT NULL,
    object          text,
    address         text NOT NULL,
    device          text NOT NULL,
    session         text,
    changes         text NOT NULL,
    PRIMARY KEY (account, id)
);
