-- The list of invoices in the Dashboard: two more orders, what a person wants to see of it, and verbs on many at once.

-- The order of amounts. Amounts of two currencies cannot be compared, so the currency comes first. This index also
-- finds what is of one currency, or between two amounts of it.
CREATE INDEX invoices_by_amount ON invoices (tenant, currency, total, id);
-- The order of due dates, status by status. What has no due date comes last.
CREATE INDEX invoices_by_due ON invoices (tenant, status, (coalesce(due_date, 9223372036854775807)), id);

-- The columns that a person chose for the list, their names with commas between them; empty for the usual ones.
ALTER TABLE people ADD COLUMN invoice_columns text NOT NULL DEFAULT '';

-- One verb for many invoices, asked for by a person and worked off by the worker, invoice by invoice.
CREATE TABLE bulk_runs (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    verb                text NOT NULL CHECK (verb IN ('send', 'finalize', 'void', 'mark_uncollectible', 'delete')),
    -- Who asked, and from where: each invoice's events and audit log name them.
    person              text COLLATE "C" NOT NULL,
    person_label        text NOT NULL,
    address             text NOT NULL,
    device              text NOT NULL,
    session             text,
    -- When a worker may take it on; while one works, a moment by which it gives a sign of life.
    due_at              bigint,
    finished_at         bigint,
    PRIMARY KEY (tenant, id),
    CHECK ((due_at IS NULL) = (finished_at IS NOT NULL))
);
CREATE INDEX bulk_runs_due ON bulk_runs (tenant, due_at) WHERE due_at IS NOT NULL;

-- The invoices of a run. A draft may be deleted by it, so nothing refers to invoices. `name` is what it was called then.
CREATE TABLE bulk_run_rows (
    tenant              bigint NOT NULL,
    run                 text COLLATE "C" NOT NULL,
    position            integer NOT NULL,
    invoice             text COLLATE "C" NOT NULL,
    name                text NOT NULL,
    outcome             text CHECK (outcome IN ('done', 'refused')),
    reason              text,
    settled_at          bigint,
    PRIMARY KEY (tenant, run, position),
    UNIQUE (tenant, run, invoice),
    FOREIGN KEY (tenant, run) REFERENCES bulk_runs (tenant, id),
    CHECK ((outcome IS NULL) = (settled_at IS NULL)),
    CHECK ((outcome = 'refused') = (reason IS NOT NULL))
);
