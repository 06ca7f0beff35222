-- Who let somebody in.
ALTER TABLE people ADD COLUMN invited_by text COLLATE "C" REFERENCES people ON DELETE SET NULL;
