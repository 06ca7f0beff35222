-- What a processor tells of a charge after it was settled: its fee, disputes, warnings, and refunds that were made there.

-- News name what the processor calls a charge, or the call that made it.
CREATE INDEX charges_of_reference ON charges (tenant, reference) WHERE reference IS NOT NULL;
CREATE INDEX charges_of_call ON charges (tenant, call) WHERE processor IS NOT NULL;

-- What the processor calls it, if it was made there; so it is made here once, however often it is told.
ALTER TABLE refunds ADD COLUMN reference text COLLATE "C";
CREATE UNIQUE INDEX refunds_of_reference ON refunds (tenant, charge, reference) WHERE reference IS NOT NULL;
ALTER TABLE disputes ADD COLUMN reference text COLLATE "C";
CREATE UNIQUE INDEX disputes_of_reference ON disputes (tenant, charge, reference) WHERE reference IS NOT NULL;
ALTER TABLE early_fraud_warnings ADD COLUMN reference text COLLATE "C";
CREATE UNIQUE INDEX early_fraud_warnings_of_reference ON early_fraud_warnings (tenant, charge, reference)
    WHERE reference IS NOT NULL;

-- By how much the processor multiplied what was paid, as it writes it; null where nothing was converted.
ALTER TABLE balance_transactions ADD COLUMN exchange_rate text COLLATE "C";
