-- Invoices, their items and lines, numbers, payments and mails.

-- Payments that were made elsewhere and are only recorded here: cash, a transfer to the bank, another processor.
CREATE TABLE payment_records (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    customer            text COLLATE "C",
    currency            text NOT NULL,
    amount              bigint NOT NULL CHECK (amount > 0),
    description         text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id)
);

CREATE TABLE invoices (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    customer            text COLLATE "C" NOT NULL,
    status              text NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
    currency            text NOT NULL,
    collection_method   text NOT NULL CHECK (collection_method IN ('charge_automatically', 'send_invoice')),
    billing_reason      text NOT NULL DEFAULT 'manual',
    auto_advance        boolean NOT NULL DEFAULT false,
    automatically_finalizes_at bigint,
    number              text,
    description         text,
    footer              text,
    custom_fields       jsonb,
    metadata            jsonb NOT NULL DEFAULT '{}',
    statement_descriptor text,
    shipping_details    jsonb,
    amount_tax_display  text CHECK (amount_tax_display IN ('exclude_tax', 'include_inclusive_tax')),
    page_size           text NOT NULL DEFAULT 'auto' CHECK (page_size IN ('a4', 'auto', 'letter')),
    due_date            bigint,
    effective_at        bigint,
    period_start        bigint NOT NULL,
    period_end          bigint NOT NULL,

    -- Money, in minor units of `currency`.
    subtotal            bigint NOT NULL DEFAULT 0,
    total               bigint NOT NULL DEFAULT 0,
    amount_due          bigint NOT NULL DEFAULT 0 CHECK (amount_due >= 0),
    amount_paid         bigint NOT NULL DEFAULT 0 CHECK (amount_paid >= 0),
    amount_paid_off_stripe bigint NOT NULL DEFAULT 0,
    -- Null while the invoice is a draft and its customer's balance shows through.
    starting_balance    bigint,
    ending_balance      bigint,
    line_count          integer NOT NULL DEFAULT 0 CHECK (line_count BETWEEN 0 AND 250),

    attempted           boolean NOT NULL DEFAULT false,
    attempt_count       integer NOT NULL DEFAULT 0,
    next_payment_attempt bigint,
    webhooks_delivered_at bigint,
    uncollectible_reason text,
    last_finalization_error jsonb,

    finalized_at        bigint,
    paid_at             bigint,
    voided_at           bigint,
    marked_uncollectible_at bigint,

    -- What the document says of its two parties, frozen when it was finalized. Null in a draft.
    customer_facts      jsonb,
    account_facts       jsonb,
    -- The unguessable part of the hosted page's address.
    hosted_token        text COLLATE "C",

    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    CHECK (amount_paid <= amount_due),
    CHECK (status <> 'paid' OR amount_paid = amount_due),
    CHECK ((status = 'draft') = (finalized_at IS NULL)),
    CHECK ((status = 'draft') = (customer_facts IS NULL AND account_facts IS NULL AND hosted_token IS NULL)),
    CHECK (status = 'draft' OR (number IS NOT NULL AND effective_at IS NOT NULL AND starting_balance IS NOT NULL)),
    CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
    CHECK ((status = 'void') = (voided_at IS NOT NULL)),
    CHECK (status <> 'uncollectible' OR marked_uncollectible_at IS NOT NULL),
    CHECK (collection_method = 'charge_automatically' OR due_date IS NOT NULL)
);
CREATE UNIQUE INDEX invoices_number ON invoices (tenant, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX invoices_hosted_token ON invoices (tenant, hosted_token) WHERE hosted_token IS NOT NULL;
CREATE INDEX invoices_by_customer ON invoices (tenant, customer, id);
CREATE INDEX invoices_by_status ON invoices (tenant, status, id);
CREATE INDEX invoices_by_due_date ON invoices (tenant, due_date, id) WHERE due_date IS NOT NULL;
CREATE INDEX invoices_finalizing ON invoices (tenant, automatically_finalizes_at)
    WHERE automatically_finalizes_at IS NOT NULL;

-- An invoice item and, once it is attached, its line: one row, two objects on the wire.
CREATE TABLE invoice_items (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    date                bigint NOT NULL,
    customer            text COLLATE "C" NOT NULL,
    invoice             text COLLATE "C",
    line                text COLLATE "C",
    position            integer,
    currency            text NOT NULL,
    amount              bigint NOT NULL,
    description         text,
    discountable        boolean NOT NULL,
    metadata            jsonb NOT NULL DEFAULT '{}',
    period_start        bigint NOT NULL,
    period_end          bigint NOT NULL,
    price               text COLLATE "C" NOT NULL,
    product             text COLLATE "C" NOT NULL,
    unit_amount         numeric(30, 12),
    quantity            numeric(30, 12) NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id),
    FOREIGN KEY (tenant, price) REFERENCES prices (tenant, id),
    CHECK (period_end >= period_start),
    CHECK ((invoice IS NULL) = (line IS NULL) AND (invoice IS NULL) = (position IS NULL))
);
CREATE UNIQUE INDEX invoice_items_of_invoice ON invoice_items (tenant, invoice, position) WHERE invoice IS NOT NULL;
CREATE UNIQUE INDEX invoice_items_line ON invoice_items (tenant, line) WHERE line IS NOT NULL;
CREATE INDEX invoice_items_by_customer ON invoice_items (tenant, customer, id);

CREATE TABLE invoice_payments (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    invoice             text COLLATE "C" NOT NULL,
    currency            text NOT NULL,
    amount_requested    bigint NOT NULL CHECK (amount_requested >= 0),
    amount_paid         bigint CHECK (amount_paid >= 0),
    status              text NOT NULL CHECK (status IN ('open', 'paid', 'canceled')),
    is_default          boolean NOT NULL,
    payment_record      text COLLATE "C",
    paid_at             bigint,
    canceled_at         bigint,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id),
    FOREIGN KEY (tenant, payment_record) REFERENCES payment_records (tenant, id),
    CHECK ((status = 'paid') = (paid_at IS NOT NULL AND amount_paid IS NOT NULL)),
    CHECK ((status = 'canceled') = (canceled_at IS NOT NULL))
);
CREATE INDEX invoice_payments_of_invoice ON invoice_payments (tenant, invoice, id);

-- The account-wide sequence of numbers. The row is locked by the last statement before a commit.
CREATE TABLE invoice_sequences (
    tenant              bigint PRIMARY KEY REFERENCES tenants,
    next                bigint NOT NULL DEFAULT 1 CHECK (next > 0)
);

-- Movements of a customer's balance: immutable, each with the balance after it.
CREATE TABLE customer_balance_transactions (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    customer            text COLLATE "C" NOT NULL,
    type                text NOT NULL CHECK (type IN ('adjustment', 'applied_to_invoice', 'initial',
                        'invoice_too_large', 'invoice_too_small', 'unapplied_from_invoice')),
    currency            text NOT NULL,
    amount              bigint NOT NULL,
    ending_balance      bigint NOT NULL,
    invoice             text COLLATE "C",
    description         text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id)
);
CREATE INDEX customer_balance_transactions_by_customer ON customer_balance_transactions (tenant, customer, id);
-- The balance in a currency that is not the customer's own is that of its last movement.
CREATE INDEX customer_balance_transactions_by_currency
    ON customer_balance_transactions (tenant, customer, currency, id);

-- Mails that an invoice asked for. The row says whether one was sent; the job only wakes it.
CREATE TABLE invoice_mails (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    invoice             text COLLATE "C" NOT NULL,
    recipient           text NOT NULL,
    -- What the mail says is decided when it is asked for, not when it leaves.
    says_paid           boolean NOT NULL,
    -- `sending` is committed before the mail server is asked. A mail that is found in it after a crash may or may
    -- not have been taken; it becomes `unknown` and is never sent again by itself.
    status              text NOT NULL DEFAULT 'queued'
                        CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'unknown')),
    attempts            integer NOT NULL DEFAULT 0,
    next_attempt_at     bigint,
    settled_at          bigint,
    outcome             text,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id),
    CHECK ((status IN ('queued', 'sending')) = (next_attempt_at IS NOT NULL))
);
CREATE INDEX invoice_mails_due ON invoice_mails (tenant, next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX invoice_mails_of_invoice ON invoice_mails (tenant, invoice, id);
