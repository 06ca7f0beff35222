-- Customers and their tax ids.

CREATE TABLE customers (
    tenant              bigint NOT NULL REFERENCES tenants,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    deleted_at          bigint,
    name                text,
    business_name       text,
    individual_name     text,
    email               text,
    phone               text,
    description         text,
    address             jsonb,
    shipping            jsonb,
    metadata            jsonb NOT NULL DEFAULT '{}',
    preferred_locales   text[] NOT NULL DEFAULT '{}',
    tax_exempt          text NOT NULL DEFAULT 'none' CHECK (tax_exempt IN ('none', 'exempt', 'reverse')),
    -- Set once, by the first invoice or item in a currency.
    currency            text,
    -- Minor units of `currency`; negative is credit.
    balance             bigint NOT NULL DEFAULT 0,
    delinquent          boolean NOT NULL DEFAULT false,
    invoice_prefix      text NOT NULL CHECK (invoice_prefix ~ '^[A-Z0-9]{1,12}$'),
    next_invoice_sequence bigint NOT NULL DEFAULT 1 CHECK (next_invoice_sequence > 0),
    invoice_custom_fields jsonb,
    invoice_footer      text,
    invoice_amount_tax_display text CHECK (invoice_amount_tax_display IN ('exclude_tax', 'include_inclusive_tax')),
    PRIMARY KEY (tenant, id)
);
CREATE INDEX customers_by_email ON customers (tenant, email, id) WHERE email IS NOT NULL;

-- Prefixes are never given twice, not even after a customer changed or lost one (invoicing.md §10.2).
CREATE TABLE invoice_prefixes (
    tenant              bigint NOT NULL,
    prefix              text COLLATE "C" NOT NULL,
    -- Null for the account's own prefix.
    customer            text COLLATE "C",
    PRIMARY KEY (tenant, prefix)
);

CREATE TABLE tax_ids (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    customer            text COLLATE "C" NOT NULL,
    type                text NOT NULL,
    value               text NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id)
);
CREATE INDEX tax_ids_by_customer ON tax_ids (tenant, customer, id);
