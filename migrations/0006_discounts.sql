-- Coupons, promotion codes, and discounts: what came of redeeming them.

CREATE TABLE coupons (
    tenant              bigint NOT NULL REFERENCES tenants,
    id                  text COLLATE "C" NOT NULL,
    -- Lists are ordered by this id: a coupon's own id may be chosen by the caller and says nothing of time.
    sort_id             text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    -- A deleted coupon stays for the discounts and the codes that name it; its id may be given anew.
    deleted_at          bigint,
    name                text,
    percent_off         numeric(5, 2) CHECK (percent_off > 0 AND percent_off <= 100),
    -- Minor units of `currency`; in further currencies an object of amounts by currency.
    amount_off          bigint CHECK (amount_off > 0),
    currency            text,
    currency_options    jsonb NOT NULL DEFAULT '{}',
    duration            text NOT NULL CHECK (duration IN ('forever', 'once', 'repeating')),
    duration_in_months  integer CHECK (duration_in_months > 0),
    max_redemptions     bigint CHECK (max_redemptions > 0),
    redeem_by           bigint,
    times_redeemed      bigint NOT NULL DEFAULT 0 CHECK (times_redeemed >= 0),
    -- The products that it is for; empty for all.
    products            text[] NOT NULL DEFAULT '{}',
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id),
    CHECK ((percent_off IS NULL) <> (amount_off IS NULL)),
    CHECK ((amount_off IS NULL) = (currency IS NULL)),
    CHECK ((duration = 'repeating') = (duration_in_months IS NOT NULL)),
    CHECK (times_redeemed <= max_redemptions)
);
CREATE UNIQUE INDEX coupons_listed ON coupons (tenant, sort_id) WHERE deleted_at IS NULL;

CREATE TABLE promotion_codes (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    created             bigint NOT NULL,
    coupon              text COLLATE "C" NOT NULL,
    -- The coupon's sort_id: a code of a deleted coupon does not become a code of the next coupon of that id.
    coupon_sort_id      text COLLATE "C" NOT NULL,
    code                text NOT NULL CHECK (code ~ '^[A-Za-z0-9-]+$'),
    customer            text COLLATE "C",
    -- What the merchant says; whether it can still be redeemed also depends on its times and on the coupon.
    active              boolean NOT NULL DEFAULT true,
    expires_at          bigint,
    max_redemptions     bigint CHECK (max_redemptions > 0),
    times_redeemed      bigint NOT NULL DEFAULT 0 CHECK (times_redeemed >= 0),
    first_time_transaction boolean NOT NULL DEFAULT false,
    minimum_amount      bigint CHECK (minimum_amount > 0),
    minimum_amount_currency text,
    currency_options    jsonb NOT NULL DEFAULT '{}',
    metadata            jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, coupon) REFERENCES coupons (tenant, id),
    CONSTRAINT promotion_codes_customer FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    CHECK ((minimum_amount IS NULL) = (minimum_amount_currency IS NULL)),
    CHECK (times_redeemed <= max_redemptions)
);
CREATE UNIQUE INDEX promotion_codes_active ON promotion_codes (tenant, lower(code), coalesce(customer, ''))
    WHERE active;
CREATE INDEX promotion_codes_by_code ON promotion_codes (tenant, lower(code), id);
CREATE INDEX promotion_codes_by_coupon ON promotion_codes (tenant, coupon, id);
CREATE INDEX promotion_codes_by_customer ON promotion_codes (tenant, customer, id) WHERE customer IS NOT NULL;

CREATE TABLE discounts (
    tenant              bigint NOT NULL,
    id                  text COLLATE "C" NOT NULL,
    coupon              text COLLATE "C" NOT NULL,
    promotion_code      text COLLATE "C",
    customer            text COLLATE "C",
    -- No foreign keys: an invoice or an item may be written after its discounts, and a draft may be deleted.
    invoice             text COLLATE "C",
    invoice_item        text COLLATE "C",
    -- The customer's discount that an invoice inherited this one from.
    origin              text COLLATE "C",
    starts_at           bigint NOT NULL,
    ends_at             bigint,
    -- Removed from the customer or the draft that it was on.
    deleted_at          bigint,
    -- What computing and showing need, as it was when the coupon was redeemed.
    frozen              jsonb NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, coupon) REFERENCES coupons (tenant, id),
    FOREIGN KEY (tenant, promotion_code) REFERENCES promotion_codes (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    FOREIGN KEY (tenant, origin) REFERENCES discounts (tenant, id),
    CHECK (invoice IS NULL OR invoice_item IS NULL)
);
CREATE INDEX discounts_by_origin ON discounts (tenant, origin) WHERE origin IS NOT NULL;
CREATE INDEX discounts_by_invoice ON discounts (tenant, invoice) WHERE invoice IS NOT NULL;

-- The customer's discount. Its frozen copy stands beside it, so that reading a customer reads one row.
ALTER TABLE customers ADD COLUMN discount text COLLATE "C";
ALTER TABLE customers ADD COLUMN discount_frozen jsonb;
ALTER TABLE customers ADD CHECK (discount IS NOT DISTINCT FROM (discount_frozen ->> 'id'));
ALTER TABLE customers ADD FOREIGN KEY (tenant, discount) REFERENCES discounts (tenant, id);
