-- Figures leave out what happens on test clocks: it is a developer's play, at moments that never were.

-- Every row that counts, with whose it is and the clock that they live on.
CREATE VIEW figures_of_rows AS
    SELECT tenant, 'invoiced' AS kind, currency, finalized_at AS at, total AS amount, 1 AS number, customer,
        NULL::integer AS days, customer AS owner, test_clock
    FROM invoices WHERE status NOT IN ('draft', 'void')
    UNION ALL
    SELECT c.tenant, 'credited', c.currency, c.created, c.amount, 0, c.customer, NULL, c.customer, i.test_clock
    FROM credit_notes c JOIN invoices i ON i.tenant = c.tenant AND i.id = c.invoice
    WHERE c.status = 'issued' AND i.status <> 'void'
    UNION ALL
    SELECT b.tenant, 'collected', b.currency, b.created, b.amount, 1, NULL, NULL, p.customer, p.test_clock
    FROM balance_transactions b
    JOIN charges c ON c.tenant = b.tenant AND c.id = b.source
    JOIN payment_intents p ON p.tenant = c.tenant AND p.id = c.payment_intent
    WHERE b.reporting_category = 'charge'
    UNION ALL
    SELECT b.tenant, 'refunded', b.currency, b.created, -b.amount, 0, NULL, NULL, p.customer, p.test_clock
    FROM balance_transactions b
    JOIN refunds r ON r.tenant = b.tenant AND r.id = b.source
    JOIN payment_intents p ON p.tenant = r.tenant AND p.id = r.payment_intent
    WHERE b.reporting_category IN ('refund', 'refund_failure')
    UNION ALL
    SELECT r.tenant, 'collected', r.currency, r.created, r.amount, 1, NULL, NULL, r.customer, c.test_clock
    FROM payment_records r LEFT JOIN customers c ON c.tenant = r.tenant AND c.id = r.customer
    UNION ALL
    SELECT tenant, 'paid', currency, paid_at, 0, 1, NULL, (greatest(paid_at - finalized_at, 0) / 86400)::integer,
        customer, test_clock
    FROM invoices WHERE status = 'paid'
    UNION ALL
    SELECT tenant, 'open', currency, coalesce(due_date, -1), amount_due - amount_paid, 1, NULL, NULL, customer, test_clock
    FROM invoices WHERE status = 'open' AND amount_due > amount_paid;

-- What was counted of clocks so far is taken back. The triggers below run from the same commit on.
INSERT INTO figure_changes (tenant, kind, currency, at, amount, number, customer, days)
    SELECT tenant, kind, currency, at, -amount, -number, customer, days
    FROM figures_of_rows WHERE test_clock IS NOT NULL;

CREATE OR REPLACE VIEW figures_counted AS
    SELECT tenant, kind, currency, at, amount, number, customer, days FROM figures_of_rows WHERE test_clock IS NULL;

CREATE OR REPLACE TRIGGER figure_of_invoice AFTER UPDATE ON invoices FOR EACH ROW
    WHEN (NEW.test_clock IS NULL AND NEW.status <> 'draft' AND (OLD.status <> NEW.status
        OR OLD.amount_due <> NEW.amount_due OR OLD.amount_paid <> NEW.amount_paid
        OR OLD.due_date IS DISTINCT FROM NEW.due_date))
    EXECUTE FUNCTION figure_of_invoice();
CREATE OR REPLACE TRIGGER figure_of_new_invoice AFTER INSERT ON invoices FOR EACH ROW
    WHEN (NEW.test_clock IS NULL AND NEW.status <> 'draft') EXECUTE FUNCTION figure_of_invoice();

CREATE OR REPLACE FUNCTION figure_of_credit_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, customer)
    SELECT NEW.tenant, 'credited', NEW.currency, NEW.created,
        CASE WHEN NEW.status = 'issued' THEN NEW.amount ELSE -NEW.amount END, NEW.customer
    FROM invoices i
    WHERE i.tenant = NEW.tenant AND i.id = NEW.invoice AND i.status <> 'void' AND i.test_clock IS NULL;
    RETURN NULL;
END $$;

-- A payment says by its intent whose it is. It may be written after its entry, so this looks when all is written.
CREATE OR REPLACE FUNCTION figure_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    intent text;
BEGIN
    IF NEW.reporting_category = 'charge' THEN
        intent := (SELECT c.payment_intent FROM charges c WHERE c.tenant = NEW.tenant AND c.id = NEW.source);
    ELSE
        intent := (SELECT r.payment_intent FROM refunds r WHERE r.tenant = NEW.tenant AND r.id = NEW.source);
    END IF;
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, number)
    SELECT NEW.tenant, CASE NEW.reporting_category WHEN 'charge' THEN 'collected' ELSE 'refunded' END, NEW.currency,
        NEW.created, CASE NEW.reporting_category WHEN 'charge' THEN NEW.amount ELSE -NEW.amount END,
        CASE NEW.reporting_category WHEN 'charge' THEN 1 ELSE 0 END
    WHERE NOT EXISTS (SELECT FROM payment_intents p
        WHERE p.tenant = NEW.tenant AND p.id = intent AND p.test_clock IS NOT NULL);
    RETURN NULL;
END $$;
DROP TRIGGER figure_of_entry ON balance_transactions;
CREATE CONSTRAINT TRIGGER figure_of_entry AFTER INSERT ON balance_transactions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.reporting_category IN ('charge', 'refund', 'refund_failure'))
    EXECUTE FUNCTION figure_of_entry();

CREATE OR REPLACE FUNCTION figure_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF clock_of_customer(NEW.tenant, NEW.customer) IS NULL THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, amount, number)
        VALUES (NEW.tenant, 'collected', NEW.currency, NEW.created, NEW.amount, 1);
    END IF;
    RETURN NULL;
END $$;

-- A customer who is put on a clock takes along what was counted of them; their rows follow before the commit.
CREATE FUNCTION figures_of_moved_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, number, customer, days)
    SELECT f.tenant, f.kind, f.currency, f.at, -f.amount, -f.number, f.customer, f.days
    FROM figures_of_rows f WHERE f.tenant = NEW.tenant AND f.owner = NEW.id AND f.test_clock = NEW.test_clock;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER figures_of_moved_customer AFTER UPDATE OF test_clock ON customers
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.test_clock IS NULL AND NEW.test_clock IS NOT NULL)
    EXECUTE FUNCTION figures_of_moved_customer();

-- The list of the invoices of a clock, newest first.
CREATE INDEX invoices_on_clock ON invoices (tenant, test_clock, id text_pattern_ops) WHERE test_clock IS NOT NULL;

-- How many invoices of each status are on clocks, and of the open ones how many are past due.
CREATE INDEX invoices_of_clocks_by_status ON invoices (tenant, status, (coalesce(due_date, 9223372036854775807)))
    WHERE test_clock IS NOT NULL;
