-- Credit notes: documents that take back a part of a finalized invoice.

CREATE TABLE credit_notes (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    invoice             text COLLATE "C" NOT NULL,
    customer            text COLLATE "C" NOT NULL,
    currency            text NOT NULL,
    number              text NOT NULL,
    status              text NOT NULL CHECK (status IN ('issued', 'void')),
    reason              text CHECK (reason IN ('duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory')),
    memo                text,
    effective_at        bigint NOT NULL,
    metadata            jsonb NOT NULL DEFAULT '{}',
    -- Money, in minor units of `currency`. `amount` is all that is credited, taxes included.
    amount              bigint NOT NULL CHECK (amount > 0),
    subtotal            bigint NOT NULL,
    subtotal_excluding_tax bigint NOT NULL,
    total_excluding_tax bigint NOT NULL,
    removed_tax         bigint NOT NULL DEFAULT 0,
    discount_amounts    jsonb NOT NULL DEFAULT '[]',
    -- With the tax rates as they were, which is what the document prints.
    total_taxes         jsonb NOT NULL DEFAULT '[]',
    amount_shipping     bigint NOT NULL DEFAULT 0 CHECK (amount_shipping >= 0),
    shipping_cost       jsonb,
    -- What was taken from the amount still owed, and what had been paid already and how it was given back.
    pre_payment_amount  bigint NOT NULL CHECK (pre_payment_amount >= 0),
    post_payment_amount bigint NOT NULL CHECK (post_payment_amount >= 0),
    credit_amount       bigint NOT NULL DEFAULT 0 CHECK (credit_amount >= 0),
    refund_amount       bigint NOT NULL DEFAULT 0 CHECK (refund_amount >= 0),
    out_of_band_amount  bigint CHECK (out_of_band_amount >= 0),
    customer_balance_transaction text COLLATE "C",
    voided_at           bigint,
    -- The unguessable part of the address of its PDF.
    pdf_token           text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, invoice) REFERENCES invoices (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    CHECK (pre_payment_amount + post_payment_amount = amount),
    CHECK (credit_amount + refund_amount + coalesce(out_of_band_amount, 0) = post_payment_amount),
    CHECK ((status = 'void') = (voided_at IS NOT NULL))
);
CREATE UNIQUE INDEX credit_notes_number ON credit_notes (tenant, number);
CREATE UNIQUE INDEX credit_notes_pdf_token ON credit_notes (tenant, pdf_token);
CREATE INDEX credit_notes_by_invoice ON credit_notes (tenant, invoice, id);
CREATE INDEX credit_notes_by_customer ON credit_notes (tenant, customer, id);

CREATE TABLE credit_note_lines (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    credit_note         text COLLATE "C" NOT NULL,
    position            integer NOT NULL CHECK (position >= 0),
    type                text NOT NULL CHECK (type IN ('invoice_line_item', 'custom_line_item')),
    invoice_line        text COLLATE "C",
    description         text,
    quantity            bigint CHECK (quantity > 0),
    amount              bigint NOT NULL,
    unit_amount         numeric(30, 12),
    discount_amounts    jsonb NOT NULL DEFAULT '[]',
    taxes               jsonb NOT NULL DEFAULT '[]',
    tax_rates           jsonb NOT NULL DEFAULT '[]',
    removed_tax         bigint NOT NULL DEFAULT 0,
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, credit_note) REFERENCES credit_notes (tenant, id),
    CHECK ((type = 'invoice_line_item') = (invoice_line IS NOT NULL))
);
CREATE UNIQUE INDEX credit_note_lines_of_note ON credit_note_lines (tenant, credit_note, position);
CREATE INDEX credit_note_lines_of_line ON credit_note_lines (tenant, invoice_line) WHERE invoice_line IS NOT NULL;
