-- Bank movements keep their history, are booked in parts, and can be undone; a returned debit is known as one.

-- Money that was no payment of the customer after all leaves their cash.
ALTER TABLE cash_balance_transactions
    DROP CONSTRAINT cash_balance_transactions_type_check,
    ADD CONSTRAINT cash_balance_transactions_type_check CHECK (type IN (
        'funded', 'funding_reversed', 'applied_to_payment', 'unapplied_from_payment', 'refunded_from_payment')),
    DROP CONSTRAINT cash_balance_transactions_check3,
    ADD CONSTRAINT cash_balance_transactions_check3
        CHECK ((type IN ('applied_to_payment', 'funding_reversed')) = (net_amount < 0));

ALTER TABLE bank_movements
    -- Minor units: how much of the movement is booked.
    ADD COLUMN amount_booked bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT bank_movements_status_check,
    ADD CONSTRAINT bank_movements_status_check CHECK (status IN (
        'matched', 'booked', 'partly_booked', 'proposed', 'unassigned', 'noted', 'returned', 'dismissed')),
    DROP CONSTRAINT bank_movements_check,
    ADD CONSTRAINT bank_movements_check CHECK ((status IN ('booked', 'partly_booked')) = (cash_movement IS NOT NULL)),
    -- The worker finds out whose payment a returned debit takes back.
    DROP CONSTRAINT bank_movements_check2,
    ADD CONSTRAINT bank_movements_check2
        CHECK (status NOT IN ('matched', 'booked', 'proposed') OR customer IS NOT NULL OR amount < 0);
-- By which the payment is found that a returned debit takes back.
CREATE INDEX bank_movements_of_amount ON bank_movements (tenant, account, amount) WHERE amount > 0;
CREATE INDEX mandates_of_reference ON mandates (tenant, reference);
UPDATE bank_movements SET amount_booked = amount WHERE status = 'booked';

-- What was done with a movement, in its order. A booking is a step for each part.
CREATE TABLE bank_movement_steps (
    tenant          bigint NOT NULL REFERENCES tenants,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    movement        text COLLATE "C" NOT NULL,
    what            text NOT NULL CHECK (what IN ('booked', 'undone', 'dismissed', 'restored', 'returned')),
    -- Who did it, as events say it, and what a person was called then.
    actor           text NOT NULL,
    actor_label     text NOT NULL,
    -- Of a booking by itself: the rule that found the customer, and how sure it was.
    rule            text,
    confidence      text,
    -- Of a booking: minor units, whose money it became, what it was for, and its entry in the customer's cash.
    amount          bigint NOT NULL,
    customer        text COLLATE "C",
    invoice         text COLLATE "C",
    cash_movement   text COLLATE "C",
    -- Payment intents that the money paid at once, or from which a returned debit was taken back.
    payment_intents text[] NOT NULL,
    -- The step that undid this one.
    undone_by       text COLLATE "C",
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, movement) REFERENCES bank_movements (tenant, id)
);
CREATE INDEX bank_movement_steps_of_movement ON bank_movement_steps (tenant, movement, id);

-- Bookings from before steps were kept. What they paid stands in the customer's cash.
INSERT INTO bank_movement_steps
SELECT m.tenant, 'bms_' || substr(m.id, 5), m.created, m.id, 'booked', '', '', m.rule, m.confidence, m.amount, m.customer,
    CASE WHEN cardinality(m.invoices) = 1 THEN m.invoices[1] END, m.cash_movement, '{}', NULL
FROM bank_movements m WHERE m.status = 'booked';

-- Of an invoice, as 0085 has it; one that is open again was not paid after all.
CREATE OR REPLACE FUNCTION figure_of_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- An invoice that is inserted past the draft was nothing before.
    was text := CASE TG_OP WHEN 'UPDATE' THEN OLD.status ELSE 'draft' END;
BEGIN
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, number, customer, days)
    SELECT NEW.tenant, f.kind, NEW.currency, f.at, f.amount, f.number, f.customer, f.days
    FROM (VALUES
        (was = 'draft', 'invoiced', NEW.finalized_at, NEW.total, 1, NEW.customer, NULL),
        (was = 'open' AND OLD.amount_due > OLD.amount_paid,
            'open', coalesce(OLD.due_date, -1), OLD.amount_paid - OLD.amount_due, -1, NULL, NULL),
        (NEW.status = 'open' AND NEW.amount_due > NEW.amount_paid,
            'open', coalesce(NEW.due_date, -1), NEW.amount_due - NEW.amount_paid, 1, NULL, NULL),
        (NEW.status = 'paid' AND was <> 'paid',
            'paid', NEW.paid_at, 0, 1, NULL, (greatest(NEW.paid_at - NEW.finalized_at, 0) / 86400)::integer),
        (was = 'paid' AND NEW.status <> 'paid',
            'paid', OLD.paid_at, 0, -1, NULL, (greatest(OLD.paid_at - OLD.finalized_at, 0) / 86400)::integer),
        (NEW.status = 'void' AND TG_OP = 'UPDATE' AND was <> 'void',
            'invoiced', NEW.finalized_at, -NEW.total, -1, NEW.customer, NULL)
    ) AS f (is_so, kind, at, amount, number, customer, days) WHERE f.is_so;
    IF NEW.status = 'void' AND TG_OP = 'UPDATE' AND was <> 'void' THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, amount, customer)
        SELECT c.tenant, 'credited', c.currency, c.created, -c.amount, c.customer FROM credit_notes c
        WHERE c.tenant = NEW.tenant AND c.invoice = NEW.id AND c.status = 'issued';
    END IF;
    RETURN NULL;
END $$;
