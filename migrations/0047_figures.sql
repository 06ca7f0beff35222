-- Figures: what was invoiced and collected, what is outstanding, how long payers take, and who is invoiced most.
--
-- A trigger writes down each change of a figure with the commit that causes it; a job folds changes into sums. Who
-- looks adds what is not folded yet, so a figure is exact at every moment (docs/decisions/0042-figures.md). Triggers
-- also see what a program of an older release writes while it still runs.
--
-- A slot is a quarter of an hour, named by its first second: every time zone begins its days with one.

CREATE TABLE figure_changes (
    tenant              bigint NOT NULL,
    change              bigint GENERATED ALWAYS AS IDENTITY,
    kind                text NOT NULL CHECK (kind IN ('invoiced', 'credited', 'collected', 'refunded', 'paid', 'open')),
    currency            text NOT NULL,
    -- The moment to which the figure belongs, not that of the change. Of what is open: when it is due, -1 if never.
    at                  bigint NOT NULL,
    amount              bigint NOT NULL DEFAULT 0,
    number              integer NOT NULL DEFAULT 0,
    customer            text COLLATE "C",
    -- From finalization to payment, in whole days.
    days                integer,
    PRIMARY KEY (tenant, change),
    CHECK ((kind = 'paid') = (days IS NOT NULL)),
    CHECK (kind NOT IN ('invoiced', 'credited') OR customer IS NOT NULL)
);
-- It is filled and emptied all day.
ALTER TABLE figure_changes SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE TABLE figure_slots (
    tenant              bigint NOT NULL,
    currency            text NOT NULL,
    slot                bigint NOT NULL,
    invoiced            bigint NOT NULL,
    credited            bigint NOT NULL,
    invoices            bigint NOT NULL,
    collected           bigint NOT NULL,
    refunded            bigint NOT NULL,
    payments            bigint NOT NULL,
    PRIMARY KEY (tenant, currency, slot)
);

-- What is owed now, by the slot in which it is due; slot -1 has no due date.
CREATE TABLE figure_open (
    tenant              bigint NOT NULL,
    currency            text NOT NULL,
    slot                bigint NOT NULL,
    amount              bigint NOT NULL,
    invoices            bigint NOT NULL,
    PRIMARY KEY (tenant, currency, slot)
);

-- How many invoices were paid after so many days. `part` is a part of a month, see below.
CREATE TABLE figure_days (
    tenant              bigint NOT NULL,
    currency            text NOT NULL,
    part                bigint NOT NULL,
    days                integer NOT NULL,
    invoices            bigint NOT NULL,
    PRIMARY KEY (tenant, currency, part, days)
);

CREATE TABLE figure_customers (
    tenant              bigint NOT NULL,
    currency            text NOT NULL,
    part                bigint NOT NULL,
    customer            text COLLATE "C" NOT NULL,
    amount              bigint NOT NULL,
    invoices            bigint NOT NULL,
    PRIMARY KEY (tenant, currency, part, customer)
);

-- The part of a month in which a moment lies. Months of all time zones begin between 14 hours before the month of UTC
-- and 12 hours after it; these hours are kept slot by slot, and all between two beginnings is one part.
CREATE FUNCTION month_part(at bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN at < m.first + 43200 OR at >= m.next - 50400 THEN at - at % 900
        ELSE m.first + 43200
    END
    FROM (SELECT
        extract(epoch FROM date_trunc('month', to_timestamp(at) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')::bigint AS first,
        extract(epoch FROM (date_trunc('month', to_timestamp(at) AT TIME ZONE 'UTC') + interval '1 month')
            AT TIME ZONE 'UTC')::bigint AS next) m
$$;

-- Of an invoice: what it adds when it is finalized, owed, paid and voided.
CREATE FUNCTION figure_of_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was_open boolean := TG_OP = 'UPDATE' AND OLD.status = 'open';
BEGIN
    IF NEW.status <> 'draft' AND (TG_OP = 'INSERT' OR OLD.status = 'draft') THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, amount, number, customer)
        VALUES (NEW.tenant, 'invoiced', NEW.currency, NEW.finalized_at, NEW.total, 1, NEW.customer);
    END IF;
    IF was_open AND OLD.amount_due > OLD.amount_paid THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, amount, number)
        VALUES (OLD.tenant, 'open', OLD.currency, coalesce(OLD.due_date, -1), OLD.amount_paid - OLD.amount_due, -1);
    END IF;
    IF NEW.status = 'open' AND NEW.amount_due > NEW.amount_paid THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, amount, number)
        VALUES (NEW.tenant, 'open', NEW.currency, coalesce(NEW.due_date, -1), NEW.amount_due - NEW.amount_paid, 1);
    END IF;
    IF NEW.status = 'paid' AND (TG_OP = 'INSERT' OR OLD.status <> 'paid') THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, number, days)
        VALUES (NEW.tenant, 'paid', NEW.currency, NEW.paid_at, 1, greatest(NEW.paid_at - NEW.finalized_at, 0) / 86400);
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.status = 'void' AND OLD.status <> 'void' THEN
        INSERT INTO figure_changes (tenant, kind, currency, at, amount, number, customer)
        SELECT NEW.tenant, 'invoiced', NEW.currency, NEW.finalized_at, -NEW.total, -1, NEW.customer
        UNION ALL
        SELECT c.tenant, 'credited', c.currency, c.created, -c.amount, 0, c.customer FROM credit_notes c
        WHERE c.tenant = NEW.tenant AND c.invoice = NEW.id AND c.status = 'issued';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_of_invoice AFTER UPDATE ON invoices FOR EACH ROW
    WHEN (NEW.status <> 'draft' AND (OLD.status <> NEW.status OR OLD.amount_due <> NEW.amount_due
        OR OLD.amount_paid <> NEW.amount_paid OR OLD.due_date IS DISTINCT FROM NEW.due_date))
    EXECUTE FUNCTION figure_of_invoice();
CREATE TRIGGER figure_of_new_invoice AFTER INSERT ON invoices FOR EACH ROW WHEN (NEW.status <> 'draft')
    EXECUTE FUNCTION figure_of_invoice();

-- Of a credit note, unless its invoice is void and counts nothing.
CREATE FUNCTION figure_of_credit_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, customer)
    SELECT NEW.tenant, 'credited', NEW.currency, NEW.created,
        CASE WHEN NEW.status = 'issued' THEN NEW.amount ELSE -NEW.amount END, NEW.customer
    FROM invoices i WHERE i.tenant = NEW.tenant AND i.id = NEW.invoice AND i.status <> 'void';
    RETURN NULL;
END $$;
CREATE TRIGGER figure_of_new_credit_note AFTER INSERT ON credit_notes FOR EACH ROW WHEN (NEW.status = 'issued')
    EXECUTE FUNCTION figure_of_credit_note();
CREATE TRIGGER figure_of_credit_note AFTER UPDATE ON credit_notes FOR EACH ROW WHEN (OLD.status <> NEW.status)
    EXECUTE FUNCTION figure_of_credit_note();

-- Of a payment at a processor and of what was given back of it. Disputes are neither.
CREATE FUNCTION figure_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, number)
    SELECT NEW.tenant, CASE NEW.reporting_category WHEN 'charge' THEN 'collected' ELSE 'refunded' END, NEW.currency,
        NEW.created, CASE NEW.reporting_category WHEN 'charge' THEN NEW.amount ELSE -NEW.amount END,
        CASE NEW.reporting_category WHEN 'charge' THEN 1 ELSE 0 END;
    RETURN NULL;
END $$;
CREATE TRIGGER figure_of_entry AFTER INSERT ON balance_transactions FOR EACH ROW
    WHEN (NEW.reporting_category IN ('charge', 'refund', 'refund_failure')) EXECUTE FUNCTION figure_of_entry();

-- Of a payment that was made elsewhere.
CREATE FUNCTION figure_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_changes (tenant, kind, currency, at, amount, number)
    VALUES (NEW.tenant, 'collected', NEW.currency, NEW.created, NEW.amount, 1);
    RETURN NULL;
END $$;
CREATE TRIGGER figure_of_record AFTER INSERT ON payment_records FOR EACH ROW EXECUTE FUNCTION figure_of_record();

-- The same figures counted from the rows: what was there before, and what tests compare the sums with.
CREATE VIEW figures_counted AS
    SELECT tenant, 'invoiced' AS kind, currency, finalized_at AS at, total AS amount, 1 AS number, customer,
        NULL::integer AS days
    FROM invoices WHERE status NOT IN ('draft', 'void')
    UNION ALL
    SELECT c.tenant, 'credited', c.currency, c.created, c.amount, 0, c.customer, NULL
    FROM credit_notes c JOIN invoices i ON i.tenant = c.tenant AND i.id = c.invoice
    WHERE c.status = 'issued' AND i.status <> 'void'
    UNION ALL
    SELECT tenant, CASE reporting_category WHEN 'charge' THEN 'collected' ELSE 'refunded' END, currency, created,
        CASE reporting_category WHEN 'charge' THEN amount ELSE -amount END,
        CASE reporting_category WHEN 'charge' THEN 1 ELSE 0 END, NULL, NULL
    FROM balance_transactions WHERE reporting_category IN ('charge', 'refund', 'refund_failure')
    UNION ALL
    SELECT tenant, 'collected', currency, created, amount, 1, NULL, NULL FROM payment_records
    UNION ALL
    SELECT tenant, 'paid', currency, paid_at, 0, 1, NULL, (greatest(paid_at - finalized_at, 0) / 86400)::integer
    FROM invoices WHERE status = 'paid'
    UNION ALL
    SELECT tenant, 'open', currency, coalesce(due_date, -1), amount_due - amount_paid, 1, NULL, NULL
    FROM invoices WHERE status = 'open' AND amount_due > amount_paid;

INSERT INTO figure_slots
    SELECT tenant, currency, at - at % 900,
        coalesce(sum(amount) FILTER (WHERE kind = 'invoiced'), 0), coalesce(sum(amount) FILTER (WHERE kind = 'credited'), 0),
        coalesce(sum(number) FILTER (WHERE kind = 'invoiced'), 0),
        coalesce(sum(amount) FILTER (WHERE kind = 'collected'), 0), coalesce(sum(amount) FILTER (WHERE kind = 'refunded'), 0),
        coalesce(sum(number) FILTER (WHERE kind = 'collected'), 0)
    FROM figures_counted WHERE kind IN ('invoiced', 'credited', 'collected', 'refunded') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
INSERT INTO figure_open
    SELECT tenant, currency, CASE WHEN at < 0 THEN -1 ELSE at - at % 900 END, sum(amount), sum(number)
    FROM figures_counted WHERE kind = 'open' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
INSERT INTO figure_days
    SELECT tenant, currency, month_part(at), days, sum(number)
    FROM figures_counted WHERE kind = 'paid' GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
INSERT INTO figure_customers
    SELECT tenant, currency, month_part(at), customer,
        sum(CASE kind WHEN 'invoiced' THEN amount ELSE -amount END), sum(number)
    FROM figures_counted WHERE kind IN ('invoiced', 'credited') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4;
