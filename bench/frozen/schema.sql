-- The tables that THE FLOW wrote at 3065764, as pg_dump gave them, with what their keys refer to.
CREATE TABLE accounts (
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL
);
CREATE TABLE coupons (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    sort_id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    deleted_at bigint,
    name text,
    percent_off numeric(5,2),
    amount_off bigint,
    currency text,
    currency_options jsonb DEFAULT '{}'::jsonb NOT NULL,
    duration text NOT NULL,
    duration_in_months integer,
    max_redemptions bigint,
    redeem_by bigint,
    times_redeemed bigint DEFAULT 0 NOT NULL,
    products text[] DEFAULT '{}'::text[] NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT coupons_amount_off_check CHECK ((amount_off > 0)),
    CONSTRAINT coupons_check CHECK (((percent_off IS NULL) <> (amount_off IS NULL))),
    CONSTRAINT coupons_check1 CHECK (((amount_off IS NULL) = (currency IS NULL))),
    CONSTRAINT coupons_check2 CHECK (((duration = 'repeating'::text) = (duration_in_months IS NOT NULL))),
    CONSTRAINT coupons_check3 CHECK ((times_redeemed <= max_redemptions)),
    CONSTRAINT coupons_duration_check CHECK ((duration = ANY (ARRAY['forever'::text, 'once'::text, 'repeating'::text]))),
    CONSTRAINT coupons_duration_in_months_check CHECK ((duration_in_months > 0)),
    CONSTRAINT coupons_max_redemptions_check CHECK ((max_redemptions > 0)),
    CONSTRAINT coupons_percent_off_check CHECK (((percent_off > (0)::numeric) AND (percent_off <= (100)::numeric))),
    CONSTRAINT coupons_times_redeemed_check CHECK ((times_redeemed >= 0))
);
CREATE TABLE customers (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    deleted_at bigint,
    name text,
    business_name text,
    individual_name text,
    email text,
    phone text,
    description text,
    address jsonb,
    shipping jsonb,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    preferred_locales text[] DEFAULT '{}'::text[] NOT NULL,
    tax_exempt text DEFAULT 'none'::text NOT NULL,
    currency text,
    balance bigint DEFAULT 0 NOT NULL,
    delinquent boolean DEFAULT false NOT NULL,
    invoice_prefix text NOT NULL,
    next_invoice_sequence bigint DEFAULT 1 NOT NULL,
    invoice_custom_fields jsonb,
    invoice_footer text,
    invoice_amount_tax_display text,
    discount text COLLATE pg_catalog."C",
    discount_frozen jsonb,
    other_balances jsonb DEFAULT '{}'::jsonb NOT NULL,
    default_payment_method text COLLATE pg_catalog."C",
    cash jsonb DEFAULT '{}'::jsonb NOT NULL,
    reconciliation_mode text,
    reconciles_at bigint,
    CONSTRAINT customers_check CHECK ((NOT (discount IS DISTINCT FROM (discount_frozen ->> 'id'::text)))),
    CONSTRAINT customers_invoice_amount_tax_display_check CHECK ((invoice_amount_tax_display = ANY (ARRAY['exclude_tax'::text, 'include_inclusive_tax'::text]))),
    CONSTRAINT customers_invoice_prefix_check CHECK ((invoice_prefix ~ '^[A-Z0-9]{1,12}$'::text)),
    CONSTRAINT customers_next_invoice_sequence_check CHECK ((next_invoice_sequence > 0)),
    CONSTRAINT customers_reconciliation_mode_check CHECK ((reconciliation_mode = ANY (ARRAY['automatic'::text, 'manual'::text]))),
    CONSTRAINT customers_tax_exempt_check CHECK ((tax_exempt = ANY (ARRAY['none'::text, 'exempt'::text, 'reverse'::text])))
);
CREATE TABLE discounts (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    coupon text NOT NULL COLLATE pg_catalog."C",
    promotion_code text COLLATE pg_catalog."C",
    customer text COLLATE pg_catalog."C",
    invoice text COLLATE pg_catalog."C",
    invoice_item text COLLATE pg_catalog."C",
    origin text COLLATE pg_catalog."C",
    starts_at bigint NOT NULL,
    ends_at bigint,
    deleted_at bigint,
    frozen jsonb NOT NULL,
    CONSTRAINT discounts_check CHECK (((invoice IS NULL) OR (invoice_item IS NULL)))
);
CREATE TABLE events (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    api_version text NOT NULL,
    object text NOT NULL,
    previous text,
    request text,
    idempotency_key text
);
CREATE TABLE idempotency_keys (
    tenant bigint NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    request text NOT NULL,
    path text NOT NULL,
    parameters bytea NOT NULL,
    status integer,
    body text,
    CONSTRAINT idempotency_keys_check CHECK (((status IS NULL) = (body IS NULL)))
);
CREATE TABLE invoice_items (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    date bigint NOT NULL,
    customer text NOT NULL COLLATE pg_catalog."C",
    invoice text COLLATE pg_catalog."C",
    line text COLLATE pg_catalog."C",
    "position" integer,
    currency text NOT NULL,
    amount bigint NOT NULL,
    description text,
    discountable boolean NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    period_start bigint NOT NULL,
    period_end bigint NOT NULL,
    price text NOT NULL COLLATE pg_catalog."C",
    product text NOT NULL COLLATE pg_catalog."C",
    unit_amount numeric(30,12),
    quantity numeric(30,12) NOT NULL,
    discounts jsonb DEFAULT '[]'::jsonb NOT NULL,
    tax_rates jsonb DEFAULT '[]'::jsonb NOT NULL,
    given_taxes jsonb,
    discount_amounts jsonb DEFAULT '[]'::jsonb NOT NULL,
    taxes jsonb DEFAULT '[]'::jsonb NOT NULL,
    automatic_rates jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT invoice_items_check CHECK ((period_end >= period_start)),
    CONSTRAINT invoice_items_check1 CHECK ((((invoice IS NULL) = (line IS NULL)) AND ((invoice IS NULL) = ("position" IS NULL)))),
    CONSTRAINT invoice_items_quantity_check CHECK ((quantity >= (0)::numeric))
);
CREATE TABLE invoice_payments (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    invoice text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL,
    amount_requested bigint NOT NULL,
    amount_paid bigint,
    status text NOT NULL,
    is_default boolean NOT NULL,
    payment_record text COLLATE pg_catalog."C",
    paid_at bigint,
    canceled_at bigint,
    payment_intent text COLLATE pg_catalog."C",
    CONSTRAINT invoice_payments_amount_paid_check CHECK ((amount_paid >= 0)),
    CONSTRAINT invoice_payments_amount_requested_check CHECK ((amount_requested >= 0)),
    CONSTRAINT invoice_payments_check CHECK (((status = 'paid'::text) = ((paid_at IS NOT NULL) AND (amount_paid IS NOT NULL)))),
    CONSTRAINT invoice_payments_check1 CHECK (((status = 'canceled'::text) = (canceled_at IS NOT NULL))),
    CONSTRAINT invoice_payments_check2 CHECK (((payment_record IS NULL) <> (payment_intent IS NULL))),
    CONSTRAINT invoice_payments_status_check CHECK ((status = ANY (ARRAY['open'::text, 'paid'::text, 'canceled'::text])))
);
CREATE TABLE invoice_prefixes (
    tenant bigint NOT NULL,
    prefix text NOT NULL COLLATE pg_catalog."C",
    customer text COLLATE pg_catalog."C"
);
CREATE TABLE invoices (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    customer text NOT NULL COLLATE pg_catalog."C",
    status text NOT NULL,
    currency text NOT NULL,
    collection_method text NOT NULL,
    billing_reason text DEFAULT 'manual'::text NOT NULL,
    auto_advance boolean DEFAULT false NOT NULL,
    automatically_finalizes_at bigint,
    number text,
    description text,
    footer text,
    custom_fields jsonb,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    statement_descriptor text,
    shipping_details jsonb,
    amount_tax_display text,
    page_size text DEFAULT 'auto'::text NOT NULL,
    due_date bigint,
    effective_at bigint,
    period_start bigint NOT NULL,
    period_end bigint NOT NULL,
    subtotal bigint DEFAULT 0 NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    amount_due bigint DEFAULT 0 NOT NULL,
    amount_paid bigint DEFAULT 0 NOT NULL,
    amount_paid_off_stripe bigint DEFAULT 0 NOT NULL,
    starting_balance bigint,
    ending_balance bigint,
    line_count integer DEFAULT 0 NOT NULL,
    attempted boolean DEFAULT false NOT NULL,
    attempt_count integer DEFAULT 0 NOT NULL,
    next_payment_attempt bigint,
    webhooks_delivered_at bigint,
    uncollectible_reason text,
    last_finalization_error jsonb,
    finalized_at bigint,
    paid_at bigint,
    voided_at bigint,
    marked_uncollectible_at bigint,
    customer_facts jsonb,
    account_facts jsonb,
    hosted_token text COLLATE pg_catalog."C",
    discounts jsonb DEFAULT '[]'::jsonb NOT NULL,
    default_tax_rates jsonb DEFAULT '[]'::jsonb NOT NULL,
    shipping_cost jsonb,
    account_tax_ids text[],
    subtotal_excluding_tax bigint DEFAULT 0 NOT NULL,
    total_excluding_tax bigint DEFAULT 0 NOT NULL,
    amount_shipping bigint DEFAULT 0 NOT NULL,
    removed_tax bigint DEFAULT 0 NOT NULL,
    total_discount_amounts jsonb DEFAULT '[]'::jsonb NOT NULL,
    total_taxes jsonb DEFAULT '[]'::jsonb NOT NULL,
    pre_payment_credit_notes_amount bigint DEFAULT 0 NOT NULL,
    post_payment_credit_notes_amount bigint DEFAULT 0 NOT NULL,
    credit_note_count integer DEFAULT 0 NOT NULL,
    from_invoice text COLLATE pg_catalog."C",
    latest_revision text COLLATE pg_catalog."C",
    automatic_tax jsonb,
    default_payment_method text COLLATE pg_catalog."C",
    payment_intent text COLLATE pg_catalog."C",
    amount_overpaid bigint DEFAULT 0 NOT NULL,
    due_steps text[] DEFAULT '{}'::text[] NOT NULL,
    next_due_step_at bigint,
    payment_method_types text[],
    bank_transfer jsonb,
    method_options jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT invoices_amount_due_check CHECK ((amount_due >= 0)),
    CONSTRAINT invoices_amount_overpaid_check CHECK ((amount_overpaid >= 0)),
    CONSTRAINT invoices_amount_paid_check CHECK ((amount_paid >= 0)),
    CONSTRAINT invoices_amount_shipping_check CHECK ((amount_shipping >= 0)),
    CONSTRAINT invoices_amount_tax_display_check CHECK ((amount_tax_display = ANY (ARRAY['exclude_tax'::text, 'include_inclusive_tax'::text]))),
    CONSTRAINT invoices_check CHECK ((amount_paid <= amount_due)),
    CONSTRAINT invoices_check1 CHECK (((status <> 'paid'::text) OR (amount_paid = amount_due))),
    CONSTRAINT invoices_check2 CHECK (((status = 'draft'::text) = (finalized_at IS NULL))),
    CONSTRAINT invoices_check3 CHECK (((status = 'draft'::text) = ((customer_facts IS NULL) AND (account_facts IS NULL) AND (hosted_token IS NULL)))),
    CONSTRAINT invoices_check4 CHECK (((status = 'draft'::text) OR ((number IS NOT NULL) AND (effective_at IS NOT NULL) AND (starting_balance IS NOT NULL)))),
    CONSTRAINT invoices_check5 CHECK (((status = 'paid'::text) = (paid_at IS NOT NULL))),
    CONSTRAINT invoices_check6 CHECK (((status = 'void'::text) = (voided_at IS NOT NULL))),
    CONSTRAINT invoices_check7 CHECK (((status <> 'uncollectible'::text) OR (marked_uncollectible_at IS NOT NULL))),
    CONSTRAINT invoices_check8 CHECK (((collection_method = 'charge_automatically'::text) OR (due_date IS NOT NULL))),
    CONSTRAINT invoices_collection_method_check CHECK ((collection_method = ANY (ARRAY['charge_automatically'::text, 'send_invoice'::text]))),
    CONSTRAINT invoices_credit_note_count_check CHECK ((credit_note_count >= 0)),
    CONSTRAINT invoices_line_count_check CHECK (((line_count >= 0) AND (line_count <= 250))),
    CONSTRAINT invoices_page_size_check CHECK ((page_size = ANY (ARRAY['a4'::text, 'auto'::text, 'letter'::text]))),
    CONSTRAINT invoices_post_payment_credit_notes_amount_check CHECK ((post_payment_credit_notes_amount >= 0)),
    CONSTRAINT invoices_pre_payment_credit_notes_amount_check CHECK ((pre_payment_credit_notes_amount >= 0)),
    CONSTRAINT invoices_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'paid'::text, 'void'::text, 'uncollectible'::text])))
);
CREATE TABLE payment_intents (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    customer text COLLATE pg_catalog."C",
    currency text NOT NULL,
    amount bigint NOT NULL,
    amount_received bigint NOT NULL,
    status text NOT NULL,
    capture_method text NOT NULL,
    payment_method text COLLATE pg_catalog."C",
    allowed_payment_method_types text[],
    automatic_payment_methods jsonb,
    setup_future_usage text,
    description text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    receipt_email text,
    shipping jsonb,
    statement_descriptor text,
    statement_descriptor_suffix text,
    last_payment_error jsonb,
    latest_charge text COLLATE pg_catalog."C",
    return_url text,
    canceled_at bigint,
    cancellation_reason text,
    secret text NOT NULL,
    invoice text COLLATE pg_catalog."C",
    amount_funded bigint DEFAULT 0 NOT NULL,
    bank_transfer jsonb,
    awaits_transfer boolean DEFAULT false NOT NULL,
    amount_capturable bigint DEFAULT 0 NOT NULL,
    capture_before bigint,
    increments integer DEFAULT 0 NOT NULL,
    method_options jsonb DEFAULT '{}'::jsonb NOT NULL,
    deposits_arrive_at bigint,
    CONSTRAINT payment_intents_amount_check CHECK ((amount > 0)),
    CONSTRAINT payment_intents_capture_method_check CHECK ((capture_method = ANY (ARRAY['automatic'::text, 'automatic_async'::text, 'manual'::text]))),
    CONSTRAINT payment_intents_check CHECK (((amount_capturable >= 0) AND (amount_capturable <= amount))),
    CONSTRAINT payment_intents_check1 CHECK (((status = 'succeeded'::text) = (amount_received > 0))),
    CONSTRAINT payment_intents_check2 CHECK (((status = 'canceled'::text) = (canceled_at IS NOT NULL))),
    CONSTRAINT payment_intents_check3 CHECK (((amount_funded >= 0) AND (amount_funded <= amount))),
    CONSTRAINT payment_intents_check4 CHECK (((NOT awaits_transfer) OR ((status = 'requires_action'::text) AND (customer IS NOT NULL)))),
    CONSTRAINT payment_intents_check5 CHECK (((amount_funded = 0) OR awaits_transfer OR ((status = 'succeeded'::text) AND (amount_funded = amount)))),
    CONSTRAINT payment_intents_check6 CHECK (((status <> 'requires_capture'::text) OR ((amount_capturable > 0) AND (capture_before IS NOT NULL)))),
    CONSTRAINT payment_intents_received_check CHECK (((amount_received >= 0) AND (amount_received <= amount))),
    CONSTRAINT payment_intents_setup_future_usage_check CHECK ((setup_future_usage = ANY (ARRAY['on_session'::text, 'off_session'::text]))),
    CONSTRAINT payment_intents_status_check CHECK ((status = ANY (ARRAY['requires_payment_method'::text, 'requires_confirmation'::text, 'requires_action'::text, 'processing'::text, 'requires_capture'::text, 'succeeded'::text, 'canceled'::text])))
);
CREATE TABLE payment_methods (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    customer text COLLATE pg_catalog."C",
    type text NOT NULL,
    token text NOT NULL,
    details jsonb NOT NULL,
    billing_details jsonb NOT NULL,
    allow_redisplay text NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    set_up boolean NOT NULL,
    spent boolean NOT NULL,
    deposits_verified boolean DEFAULT false NOT NULL,
    CONSTRAINT payment_methods_allow_redisplay_check CHECK ((allow_redisplay = ANY (ARRAY['always'::text, 'limited'::text, 'unspecified'::text]))),
    CONSTRAINT payment_methods_check CHECK (((customer IS NULL) OR (NOT spent))),
    CONSTRAINT payment_methods_type_check CHECK ((type = ANY (ARRAY['card'::text, 'customer_balance'::text, 'sepa_debit'::text, 'us_bank_account'::text])))
);
CREATE TABLE payment_records (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    customer text COLLATE pg_catalog."C",
    currency text NOT NULL,
    amount bigint NOT NULL,
    description text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT payment_records_amount_check CHECK ((amount > 0))
);
CREATE TABLE prices (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    active boolean DEFAULT true NOT NULL,
    inline boolean DEFAULT false NOT NULL,
    product text NOT NULL COLLATE pg_catalog."C",
    currency text NOT NULL,
    billing_scheme text DEFAULT 'per_unit'::text NOT NULL,
    nickname text,
    lookup_key text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    tax_behavior text DEFAULT 'unspecified'::text NOT NULL,
    unit_amount numeric(30,12),
    custom_unit_amount jsonb,
    tiers_mode text,
    tiers jsonb,
    currency_options jsonb DEFAULT '{}'::jsonb NOT NULL,
    transform_divide_by bigint,
    transform_round text,
    recurring_interval text,
    recurring_interval_count integer,
    recurring_usage_type text,
    recurring_trial_period_days integer,
    CONSTRAINT prices_billing_scheme_check CHECK ((billing_scheme = ANY (ARRAY['per_unit'::text, 'tiered'::text]))),
    CONSTRAINT prices_check CHECK (((billing_scheme = 'tiered'::text) = ((tiers IS NOT NULL) AND (tiers_mode IS NOT NULL)))),
    CONSTRAINT prices_check1 CHECK (((transform_divide_by IS NULL) = (transform_round IS NULL))),
    CONSTRAINT prices_check2 CHECK (((recurring_interval IS NULL) = (recurring_interval_count IS NULL))),
    CONSTRAINT prices_recurring_interval_check CHECK ((recurring_interval = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'year'::text]))),
    CONSTRAINT prices_recurring_interval_count_check CHECK ((recurring_interval_count > 0)),
    CONSTRAINT prices_recurring_usage_type_check CHECK ((recurring_usage_type = ANY (ARRAY['licensed'::text, 'metered'::text]))),
    CONSTRAINT prices_tax_behavior_check CHECK ((tax_behavior = ANY (ARRAY['exclusive'::text, 'inclusive'::text, 'unspecified'::text]))),
    CONSTRAINT prices_tiers_mode_check CHECK ((tiers_mode = ANY (ARRAY['graduated'::text, 'volume'::text]))),
    CONSTRAINT prices_transform_divide_by_check CHECK ((transform_divide_by > 0)),
    CONSTRAINT prices_transform_round_check CHECK ((transform_round = ANY (ARRAY['up'::text, 'down'::text])))
);
CREATE TABLE products (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    sort_id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    updated bigint NOT NULL,
    deleted_at bigint,
    active boolean DEFAULT true NOT NULL,
    inline boolean DEFAULT false NOT NULL,
    name text NOT NULL,
    description text,
    images text[] DEFAULT '{}'::text[] NOT NULL,
    marketing_features jsonb DEFAULT '[]'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    package_dimensions jsonb,
    shippable boolean,
    statement_descriptor text,
    tax_code text,
    type text DEFAULT 'service'::text NOT NULL,
    unit_label text,
    url text,
    default_price text COLLATE pg_catalog."C",
    CONSTRAINT products_name_check CHECK ((name <> ''::text)),
    CONSTRAINT products_type_check CHECK ((type = ANY (ARRAY['good'::text, 'service'::text])))
);
CREATE TABLE promotion_codes (
    tenant bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    created bigint NOT NULL,
    coupon text NOT NULL COLLATE pg_catalog."C",
    coupon_sort_id text NOT NULL COLLATE pg_catalog."C",
    code text NOT NULL,
    customer text COLLATE pg_catalog."C",
    active boolean DEFAULT true NOT NULL,
    expires_at bigint,
    max_redemptions bigint,
    times_redeemed bigint DEFAULT 0 NOT NULL,
    first_time_transaction boolean DEFAULT false NOT NULL,
    minimum_amount bigint,
    minimum_amount_currency text,
    currency_options jsonb DEFAULT '{}'::jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT promotion_codes_check CHECK (((minimum_amount IS NULL) = (minimum_amount_currency IS NULL))),
    CONSTRAINT promotion_codes_check1 CHECK ((times_redeemed <= max_redemptions)),
    CONSTRAINT promotion_codes_code_check CHECK ((code ~ '^[A-Za-z0-9-]+$'::text)),
    CONSTRAINT promotion_codes_max_redemptions_check CHECK ((max_redemptions > 0)),
    CONSTRAINT promotion_codes_minimum_amount_check CHECK ((minimum_amount > 0)),
    CONSTRAINT promotion_codes_times_redeemed_check CHECK ((times_redeemed >= 0))
);
CREATE TABLE tenants (
    id bigint NOT NULL,
    account text NOT NULL COLLATE pg_catalog."C",
    livemode boolean NOT NULL,
    version bigint DEFAULT 1 NOT NULL
);
ALTER TABLE tenants ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME tenants_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY coupons
    ADD CONSTRAINT coupons_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY discounts
    ADD CONSTRAINT discounts_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY events
    ADD CONSTRAINT events_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant, key);
ALTER TABLE ONLY invoice_items
    ADD CONSTRAINT invoice_items_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY invoice_payments
    ADD CONSTRAINT invoice_payments_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY invoice_prefixes
    ADD CONSTRAINT invoice_prefixes_pkey PRIMARY KEY (tenant, prefix);
ALTER TABLE ONLY invoices
    ADD CONSTRAINT invoices_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY payment_intents
    ADD CONSTRAINT payment_intents_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY payment_methods
    ADD CONSTRAINT payment_methods_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY payment_records
    ADD CONSTRAINT payment_records_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY products
    ADD CONSTRAINT products_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY promotion_codes
    ADD CONSTRAINT promotion_codes_pkey PRIMARY KEY (tenant, id);
ALTER TABLE ONLY tenants
    ADD CONSTRAINT tenants_account_livemode_key UNIQUE (account, livemode);
ALTER TABLE ONLY tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX coupons_listed ON coupons USING btree (tenant, sort_id) WHERE (deleted_at IS NULL);
CREATE INDEX customers_by_email ON customers USING btree (tenant, email, id) WHERE (email IS NOT NULL);
CREATE INDEX customers_to_reconcile ON customers USING btree (tenant, reconciles_at) WHERE (reconciles_at IS NOT NULL);
CREATE INDEX discounts_by_invoice ON discounts USING btree (tenant, invoice) WHERE (invoice IS NOT NULL);
CREATE INDEX discounts_by_origin ON discounts USING btree (tenant, origin) WHERE (origin IS NOT NULL);
CREATE INDEX events_by_type ON events USING btree (tenant, type, id);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys USING btree (tenant, created);
CREATE INDEX invoice_items_by_customer ON invoice_items USING btree (tenant, customer, id);
CREATE UNIQUE INDEX invoice_items_line ON invoice_items USING btree (tenant, line) WHERE (line IS NOT NULL);
CREATE UNIQUE INDEX invoice_items_of_invoice ON invoice_items USING btree (tenant, invoice, "position") WHERE (invoice IS NOT NULL);
CREATE UNIQUE INDEX invoice_payments_of_intent ON invoice_payments USING btree (tenant, payment_intent) WHERE (payment_intent IS NOT NULL);
CREATE INDEX invoice_payments_of_invoice ON invoice_payments USING btree (tenant, invoice, id);
CREATE INDEX invoices_by_customer ON invoices USING btree (tenant, customer, id);
CREATE INDEX invoices_by_due_date ON invoices USING btree (tenant, due_date, id) WHERE (due_date IS NOT NULL);
CREATE INDEX invoices_by_latest_revision ON invoices USING btree (tenant, latest_revision) WHERE (latest_revision IS NOT NULL);
CREATE INDEX invoices_by_original ON invoices USING btree (tenant, from_invoice) WHERE (from_invoice IS NOT NULL);
CREATE INDEX invoices_by_status ON invoices USING btree (tenant, status, id);
CREATE INDEX invoices_due ON invoices USING btree (tenant, next_due_step_at) WHERE ((status = 'open'::text) AND (next_due_step_at IS NOT NULL));
CREATE INDEX invoices_finalizing ON invoices USING btree (tenant, automatically_finalizes_at) WHERE (automatically_finalizes_at IS NOT NULL);
CREATE UNIQUE INDEX invoices_hosted_token ON invoices USING btree (tenant, hosted_token) WHERE (hosted_token IS NOT NULL);
CREATE UNIQUE INDEX invoices_number ON invoices USING btree (tenant, number) WHERE (number IS NOT NULL);
CREATE INDEX invoices_to_collect ON invoices USING btree (tenant, next_payment_attempt) WHERE ((status = 'open'::text) AND auto_advance AND (next_payment_attempt IS NOT NULL));
CREATE INDEX payment_intents_awaiting ON payment_intents USING btree (tenant, customer, id) WHERE awaits_transfer;
CREATE INDEX payment_intents_of_customer ON payment_intents USING btree (tenant, customer, id) WHERE (customer IS NOT NULL);
CREATE INDEX payment_intents_to_lapse ON payment_intents USING btree (tenant, capture_before) WHERE (status = 'requires_capture'::text);
CREATE INDEX payment_methods_of_customer ON payment_methods USING btree (tenant, customer, id) WHERE (customer IS NOT NULL);
CREATE INDEX prices_by_product ON prices USING btree (tenant, product, id) WHERE (NOT inline);
CREATE INDEX prices_listed ON prices USING btree (tenant, id) WHERE (NOT inline);
CREATE UNIQUE INDEX prices_lookup_key ON prices USING btree (tenant, lookup_key) WHERE ((lookup_key IS NOT NULL) AND active);
CREATE UNIQUE INDEX products_listed ON products USING btree (tenant, sort_id) WHERE ((NOT inline) AND (deleted_at IS NULL));
CREATE UNIQUE INDEX promotion_codes_active ON promotion_codes USING btree (tenant, lower(code), COALESCE(customer, ''::text)) WHERE active;
CREATE INDEX promotion_codes_by_code ON promotion_codes USING btree (tenant, lower(code), id);
CREATE INDEX promotion_codes_by_coupon ON promotion_codes USING btree (tenant, coupon, id);
CREATE INDEX promotion_codes_by_customer ON promotion_codes USING btree (tenant, customer, id) WHERE (customer IS NOT NULL);
ALTER TABLE ONLY coupons
    ADD CONSTRAINT coupons_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants(id);
ALTER TABLE ONLY customers
    ADD CONSTRAINT customers_tenant_default_payment_method_fkey FOREIGN KEY (tenant, default_payment_method) REFERENCES payment_methods(tenant, id);
ALTER TABLE ONLY customers
    ADD CONSTRAINT customers_tenant_discount_fkey FOREIGN KEY (tenant, discount) REFERENCES discounts(tenant, id);
ALTER TABLE ONLY customers
    ADD CONSTRAINT customers_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants(id);
ALTER TABLE ONLY discounts
    ADD CONSTRAINT discounts_tenant_coupon_fkey FOREIGN KEY (tenant, coupon) REFERENCES coupons(tenant, id);
ALTER TABLE ONLY discounts
    ADD CONSTRAINT discounts_tenant_customer_fkey FOREIGN KEY (tenant, customer) REFERENCES customers(tenant, id);
ALTER TABLE ONLY discounts
    ADD CONSTRAINT discounts_tenant_origin_fkey FOREIGN KEY (tenant, origin) REFERENCES discounts(tenant, id);
ALTER TABLE ONLY discounts
    ADD CONSTRAINT discounts_tenant_promotion_code_fkey FOREIGN KEY (tenant, promotion_code) REFERENCES promotion_codes(tenant, id);
ALTER TABLE ONLY invoice_items
    ADD CONSTRAINT invoice_items_tenant_customer_fkey FOREIGN KEY (tenant, customer) REFERENCES customers(tenant, id);
ALTER TABLE ONLY invoice_items
    ADD CONSTRAINT invoice_items_tenant_invoice_fkey FOREIGN KEY (tenant, invoice) REFERENCES invoices(tenant, id);
ALTER TABLE ONLY invoice_items
    ADD CONSTRAINT invoice_items_tenant_price_fkey FOREIGN KEY (tenant, price) REFERENCES prices(tenant, id);
ALTER TABLE ONLY invoice_payments
    ADD CONSTRAINT invoice_payments_tenant_invoice_fkey FOREIGN KEY (tenant, invoice) REFERENCES invoices(tenant, id);
ALTER TABLE ONLY invoice_payments
    ADD CONSTRAINT invoice_payments_tenant_payment_intent_fkey FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents(tenant, id);
ALTER TABLE ONLY invoice_payments
    ADD CONSTRAINT invoice_payments_tenant_payment_record_fkey FOREIGN KEY (tenant, payment_record) REFERENCES payment_records(tenant, id);
ALTER TABLE ONLY invoices
    ADD CONSTRAINT invoices_tenant_customer_fkey FOREIGN KEY (tenant, customer) REFERENCES customers(tenant, id);
ALTER TABLE ONLY invoices
    ADD CONSTRAINT invoices_tenant_default_payment_method_fkey FOREIGN KEY (tenant, default_payment_method) REFERENCES payment_methods(tenant, id);
ALTER TABLE ONLY invoices
    ADD CONSTRAINT invoices_tenant_from_invoice_fkey FOREIGN KEY (tenant, from_invoice) REFERENCES invoices(tenant, id);
ALTER TABLE ONLY invoices
    ADD CONSTRAINT invoices_tenant_latest_revision_fkey FOREIGN KEY (tenant, latest_revision) REFERENCES invoices(tenant, id);
ALTER TABLE ONLY invoices
    ADD CONSTRAINT invoices_tenant_payment_intent_fkey FOREIGN KEY (tenant, payment_intent) REFERENCES payment_intents(tenant, id);
ALTER TABLE ONLY payment_intents
    ADD CONSTRAINT payment_intents_tenant_customer_fkey FOREIGN KEY (tenant, customer) REFERENCES customers(tenant, id);
ALTER TABLE ONLY payment_intents
    ADD CONSTRAINT payment_intents_tenant_payment_method_fkey FOREIGN KEY (tenant, payment_method) REFERENCES payment_methods(tenant, id);
ALTER TABLE ONLY payment_methods
    ADD CONSTRAINT payment_methods_tenant_customer_fkey FOREIGN KEY (tenant, customer) REFERENCES customers(tenant, id);
ALTER TABLE ONLY prices
    ADD CONSTRAINT prices_tenant_product_fkey FOREIGN KEY (tenant, product) REFERENCES products(tenant, id);
ALTER TABLE ONLY products
    ADD CONSTRAINT products_tenant_default_price_fkey FOREIGN KEY (tenant, default_price) REFERENCES prices(tenant, id) ON DELETE SET NULL (default_price) DEFERRABLE;
ALTER TABLE ONLY products
    ADD CONSTRAINT products_tenant_fkey FOREIGN KEY (tenant) REFERENCES tenants(id);
ALTER TABLE ONLY promotion_codes
    ADD CONSTRAINT promotion_codes_customer FOREIGN KEY (tenant, customer) REFERENCES customers(tenant, id);
ALTER TABLE ONLY promotion_codes
    ADD CONSTRAINT promotion_codes_tenant_coupon_fkey FOREIGN KEY (tenant, coupon) REFERENCES coupons(tenant, id);
ALTER TABLE ONLY tenants
    ADD CONSTRAINT tenants_account_fkey FOREIGN KEY (account) REFERENCES accounts(id);

INSERT INTO accounts (id, created) VALUES ('acct_frozen', 0);
INSERT INTO tenants (id, account, livemode, version) OVERRIDING SYSTEM VALUE VALUES (1, 'acct_frozen', false, 1);
