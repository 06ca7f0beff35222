-- Whether shortcuts of a single key work for a person; who dictates or uses switches turns them off (WCAG 2.1.4).

ALTER TABLE people ADD COLUMN single_keys boolean NOT NULL DEFAULT true;
