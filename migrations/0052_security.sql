-- Passwords that lean on a second factor, sessions that last a month, forms of sessions that were over, sign-ins that
-- were refused, and the language of a person.

-- Whether the password is shorter than one that counts alone. It lets nobody in without a second factor.
ALTER TABLE people ADD COLUMN short_password boolean NOT NULL DEFAULT false;

-- Whether the person asked for a session of thirty days on this device.
ALTER TABLE sessions ADD COLUMN remembered boolean NOT NULL DEFAULT false;

-- What was typed into a form whose session was over when it was sent, for a quarter of an hour. It is encrypted with the
-- key of the server, belongs to one person, and is shown again only in the browser that holds its token.
CREATE TABLE people_kept_forms (
    hash            bytea PRIMARY KEY,
    person          text COLLATE "C" NOT NULL REFERENCES people ON DELETE CASCADE,
    -- The address of the form.
    path            text NOT NULL,
    created         bigint NOT NULL,
    expires_at      bigint NOT NULL,
    sealed          bytea NOT NULL
);
CREATE INDEX people_kept_forms_of ON people_kept_forms (person, created);
CREATE INDEX people_kept_forms_over ON people_kept_forms (expires_at);

-- Attempts that were refused: one row for what was tried, from one network, within an hour. A job moves the counts into
-- the log of people, and forgets attempts at e-mails that nobody has. So whoever tries waits as long for either.
CREATE TABLE people_refusals (
    -- That of the entry in the log as well.
    id              text COLLATE "C" PRIMARY KEY,
    -- SHA-256 of the e-mail that was tried. Names of strangers are not kept.
    subject         bytea NOT NULL,
    -- Who has the e-mail, if anybody has.
    person          text COLLATE "C" REFERENCES people ON DELETE CASCADE,
    actor           text NOT NULL,
    verb            text NOT NULL,
    -- An IPv4 address or a network of IPv6; empty for all further ones, once there are many.
    address         text NOT NULL,
    hour            bigint NOT NULL,
    at              bigint NOT NULL,
    device          text NOT NULL,
    times           integer NOT NULL,
    due_at          bigint,
    UNIQUE (subject, verb, address, hour)
);
CREATE INDEX people_refusals_due ON people_refusals (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX people_refusals_of ON people_refusals (person, hour);
CREATE INDEX people_refusals_at ON people_refusals (at);

-- How often somebody was refused within the hour; NULL for what people did.
ALTER TABLE people_log ADD COLUMN times integer;
CREATE INDEX people_log_refused ON people_log (account, id) WHERE times IS NOT NULL;

ALTER TABLE people_mails DROP CONSTRAINT people_mails_kind_check;
ALTER TABLE people_mails ADD CONSTRAINT people_mails_kind_check
    CHECK (kind IN ('reset', 'invitation', 'test', 'recovery', 'attempts'));

-- The language whose numbers and days a person reads, a tag such as de-CH; empty for that of their browser.
ALTER TABLE people ADD COLUMN locale text NOT NULL DEFAULT '';
