-- Before money is taken, open calls about the same payment are looked for.
CREATE INDEX calls_about ON calls (tenant, subject) WHERE settled_at IS NULL;
