-- When somebody said that the bank did not take a file. Its orders were declined then.
ALTER TABLE sepa_batches ADD COLUMN discarded_at bigint;
