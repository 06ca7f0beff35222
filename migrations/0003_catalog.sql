-- Products and their prices.

CREATE TABLE products (
    tenant              bigint NOT NULL REFERENCES tenants,
    id                  text COLLATE "C" NOT NULL,
    -- Lists are ordered by this id: a product's own id may be chosen by the caller and says nothing of time.
    sort_id             text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    updated             bigint NOT NULL,
    -- A deleted product stays for the inline prices that name it; its id may be given anew.
    deleted_at          bigint,
    active              boolean NOT NULL DEFAULT true,
    -- A product minted for an amount-only item or for inline price data: real, but in no list.
    inline              boolean NOT NULL DEFAULT false,
    name                text NOT NULL CHECK (name <> ''),
    description         text,
    images              text[] NOT NULL DEFAULT '{}',
    marketing_features  jsonb NOT NULL DEFAULT '[]',
    metadata            jsonb NOT NULL DEFAULT '{}',
    package_dimensions  jsonb,
    shippable           boolean,
    statement_descriptor text,
    tax_code            text,
    type                text NOT NULL DEFAULT 'service' CHECK (type IN ('good', 'service')),
    unit_label          text,
    url                 text,
    default_price       text COLLATE "C",
    PRIMARY KEY (tenant, id)
);
-- Minted products are by far the most and in no list, so the index of lists leaves them out.
CREATE UNIQUE INDEX products_listed ON products (tenant, sort_id) WHERE NOT inline AND deleted_at IS NULL;

CREATE TABLE prices (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    active              boolean NOT NULL DEFAULT true,
    inline              boolean NOT NULL DEFAULT false,
    product             text COLLATE "C" NOT NULL,
    currency            text NOT NULL,
    billing_scheme      text NOT NULL DEFAULT 'per_unit' CHECK (billing_scheme IN ('per_unit', 'tiered')),
    nickname            text,
    lookup_key          text,
    metadata            jsonb NOT NULL DEFAULT '{}',
    tax_behavior        text NOT NULL DEFAULT 'unspecified'
                        CHECK (tax_behavior IN ('exclusive', 'inclusive', 'unspecified')),
    -- Minor units with at most twelve decimal places.
    unit_amount         numeric(30, 12),
    custom_unit_amount  jsonb,
    tiers_mode          text CHECK (tiers_mode IN ('graduated', 'volume')),
    tiers               jsonb,
    currency_options    jsonb NOT NULL DEFAULT '{}',
    transform_divide_by bigint CHECK (transform_divide_by > 0),
    transform_round     text CHECK (transform_round IN ('up', 'down')),
    recurring_interval  text CHECK (recurring_interval IN ('day', 'week', 'month', 'year')),
    recurring_interval_count integer CHECK (recurring_interval_count > 0),
    recurring_usage_type text CHECK (recurring_usage_type IN ('licensed', 'metered')),
    recurring_trial_period_days integer,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, product) REFERENCES products (tenant, id),
    CHECK ((billing_scheme = 'tiered') = (tiers IS NOT NULL AND tiers_mode IS NOT NULL)),
    CHECK ((transform_divide_by IS NULL) = (transform_round IS NULL)),
    CHECK ((recurring_interval IS NULL) = (recurring_interval_count IS NULL))
);
-- As with products: lists leave minted prices out.
CREATE INDEX prices_listed ON prices (tenant, id) WHERE NOT inline;
CREATE INDEX prices_by_product ON prices (tenant, product, id) WHERE NOT inline;
CREATE UNIQUE INDEX prices_lookup_key ON prices (tenant, lookup_key) WHERE lookup_key IS NOT NULL AND active;

ALTER TABLE products ADD FOREIGN KEY (tenant, default_price) REFERENCES prices (tenant, id)
    ON DELETE SET NULL (default_price) DEFERRABLE INITIALLY IMMEDIATE;
