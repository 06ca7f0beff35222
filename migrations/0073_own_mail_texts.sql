-- Subject and greeting in the account's own words, as they were when the mail was asked for. Null for the usual ones.
ALTER TABLE invoice_mails ADD COLUMN own_texts jsonb;
