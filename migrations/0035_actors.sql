-- Who caused an event: `key:…`, `payer`, `job:invoices.collect`. Unknown for what happened before this column.
ALTER TABLE events ADD COLUMN actor text;
