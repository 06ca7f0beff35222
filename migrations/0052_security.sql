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
