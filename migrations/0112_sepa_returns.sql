-- A debit that comes back after it was paid becomes a dispute, which costs what the bank took for it.
ALTER TABLE sepa_orders ADD COLUMN return_fee bigint NOT NULL DEFAULT 0 CHECK (return_fee >= 0);
-- Payments that were made before have a name too, by which their returns are asked for.
UPDATE charges SET reference = replace(call, '_', '-')
WHERE processor = 'sepa_files' AND status = 'succeeded' AND call IS NOT NULL AND reference IS NULL;
