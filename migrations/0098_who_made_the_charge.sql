-- Who made a charge is asked about it for as long as it can be refunded or disputed, and who knows a saved method is
-- asked to charge it. A call names its processor too, and is forgotten after 30 days. Null: the processor of test mode.
ALTER TABLE charges ADD COLUMN processor text COLLATE "C";
ALTER TABLE payment_methods ADD COLUMN processor text COLLATE "C";

-- What is known of the charges that are there: by their call, by what was written down of it, or by their tenant.
UPDATE charges c SET processor = k.processor FROM calls k
    WHERE k.tenant = c.tenant AND k.id = c.call AND k.processor IS NOT NULL;
UPDATE charges c SET processor = r.processor FROM processor_references r
    WHERE c.processor IS NULL AND r.tenant = c.tenant AND r.key = c.call;
UPDATE charges c SET processor = t.processor FROM tenants t
    WHERE c.processor IS NULL AND c.call IS NOT NULL AND t.id = c.tenant AND t.livemode AND t.processor IS NOT NULL;

-- A method of live mode was made by what it paid first.
UPDATE payment_methods m SET processor = c.processor FROM charges c
    WHERE c.processor IS NOT NULL AND c.tenant = m.tenant AND c.payment_method = m.id AND c.reference IS NOT NULL;

-- News of a processor name what was made there; whoever made it is woken.
CREATE INDEX processor_references_named ON processor_references (tenant, processor, reference);
