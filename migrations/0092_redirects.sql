-- A payer pays on the page of a processor: who is asked, what they call it, and where the payer is meanwhile.

-- The processor that new payments of a tenant are asked of; null: the one of test mode, and none in live mode.
ALTER TABLE tenants ADD COLUMN processor text;

-- Who was asked, who may be another than today's; null: the one of test mode. What they call the object that the call
-- made, and when nobody can pay it any more (Unix seconds).
ALTER TABLE calls
    ADD COLUMN processor text,
    ADD COLUMN reference text,
    ADD COLUMN expires_at bigint;
CREATE INDEX calls_of_reference ON calls (tenant, reference) WHERE reference IS NOT NULL AND settled_at IS NULL;

-- The call by which the payer was sent away, the page on which they pay, and until when it is there.
ALTER TABLE payment_intents
    ADD COLUMN session text COLLATE "C",
    ADD COLUMN session_url text,
    ADD COLUMN session_expires_at bigint,
    ADD CHECK ((session_url IS NULL) = (session_expires_at IS NULL)),
    ADD CHECK (session_url IS NULL OR session IS NOT NULL);

-- What the processor calls the charge.
ALTER TABLE charges ADD COLUMN reference text;
-- A payment on the page of a processor is booked once, whatever its answers say.
CREATE UNIQUE INDEX charges_of_session ON charges (tenant, call) WHERE reference IS NOT NULL;

-- What Home looks for: payments that came twice, or too late. They are few, so the index is small.
CREATE INDEX customer_balance_overpaid ON customer_balance_transactions (tenant, id text_pattern_ops)
    WHERE type = 'invoice_overpaid';

-- A processor takes more types than Billhook has forms for.
ALTER TABLE payment_methods DROP CONSTRAINT payment_methods_type_check;
ALTER TABLE payment_methods ADD CONSTRAINT payment_methods_type_check CHECK (type ~ '^[a-z0-9_]{2,40}$');
