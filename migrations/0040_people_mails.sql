-- Mails to people about their own way in, and the devices that they came in with before.

-- A link that was mailed and one that was shown to be copied are open side by side; using one ends both.
ALTER TABLE people_links ADD COLUMN mailed boolean NOT NULL DEFAULT false;

CREATE TABLE people_mails (
    id              text COLLATE "C" PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('reset', 'invitation', 'test')),
    -- As typed. Whether somebody has it is looked at when the mail is written, not while they wait.
    recipient       text NOT NULL,
    -- Who asked for it; nobody for a reset.
    asked_by        text COLLATE "C" REFERENCES people ON DELETE SET NULL,
    created         bigint NOT NULL,
    status          text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sending', 'sent', 'failed')),
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at bigint,
    outcome         text
);
CREATE INDEX people_mails_due ON people_mails (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX people_mails_created ON people_mails (created);

-- A device on which somebody signed in: it has attempts of its own, whoever spends those of its address.
CREATE TABLE people_devices (
    hash            bytea PRIMARY KEY,
    person          text COLLATE "C" NOT NULL REFERENCES people ON DELETE CASCADE,
    created         bigint NOT NULL,
    last_seen       bigint NOT NULL
);
CREATE INDEX people_devices_of ON people_devices (person, last_seen);

-- What the object was called when it happened.
ALTER TABLE people_log ADD COLUMN object_label text;
