-- Passwords that lean on a second factor, sessions that last a month, forms of sessions that were over, sign-ins that
-- were refused, and the language of a person.

-- Whether the password is shorter than one that counts alone. It lets nobody in without a second factor.
ALTER TABLE people ADD COLUMN short_password boolean NOT NULL DEFAULT false;

-- Whether the person asked for a session of thirty days on this device.
ALTER TABLE sessions ADD COLUMN remembered boolean NOT NULL DEFAULT false;
