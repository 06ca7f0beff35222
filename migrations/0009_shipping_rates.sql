-- What shipping costs: rates that invoices name.

CREATE TABLE shipping_rates (
    tenant              bigint NOT NULL REFERENCES tenants,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    active              boolean NOT NULL,
    display_name        text NOT NULL,
    -- Minor units of `currency`; in further currencies an object of amounts and tax behaviors by currency.
    amount              bigint NOT NULL CHECK (amount >= 0),
    currency            text NOT NULL,
    currency_options    jsonb NOT NULL DEFAULT '{}',
    delivery_estimate   jsonb,
    tax_behavior        text NOT NULL CHECK (tax_behavior IN ('exclusive', 'inclusive', 'unspecified')),
    tax_code            text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id)
);
