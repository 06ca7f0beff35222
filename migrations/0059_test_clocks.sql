-- Test clocks: the time in which their customers live, and everything that is theirs and has a moment.

CREATE TABLE test_clocks (
    tenant        bigint NOT NULL REFERENCES tenants (id),
    id            text COLLATE "C" NOT NULL,
    created       bigint NOT NULL,
    deletes_after bigint NOT NULL,
    deleted_at    bigint,
    name          text,
    status        text NOT NULL CHECK (status IN ('ready', 'advancing', 'internal_failure')),
    frozen_time   bigint NOT NULL,
    -- Where an advance leads, which worker plays it, and until when it says so.
    target        bigint,
    played_by     text,
    played_until  bigint,
    PRIMARY KEY (tenant, id),
    CHECK ((status = 'ready') = (target IS NULL))
);
CREATE INDEX test_clocks_to_play ON test_clocks (tenant, played_until) WHERE status = 'advancing';
CREATE INDEX test_clocks_to_delete ON test_clocks (tenant, deletes_after) WHERE deleted_at IS NULL;

ALTER TABLE customers ADD COLUMN test_clock text COLLATE "C";
ALTER TABLE invoices ADD COLUMN test_clock text COLLATE "C";
ALTER TABLE invoice_items ADD COLUMN test_clock text COLLATE "C";
ALTER TABLE payment_intents ADD COLUMN test_clock text COLLATE "C";
ALTER TABLE disputes ADD COLUMN test_clock text COLLATE "C";
-- `made_on`: the clock on which a call was made. `test_clock`: the same, once an answer said when to ask again; while
-- nobody has answered at all, a call belongs to the wall.
ALTER TABLE calls ADD COLUMN made_on text COLLATE "C", ADD COLUMN test_clock text COLLATE "C";

-- What was made in another time than its id says.
CREATE INDEX customers_of_clocks ON customers (tenant, id text_pattern_ops) WHERE test_clock IS NOT NULL;
CREATE INDEX invoices_of_clocks ON invoices (tenant, id text_pattern_ops) WHERE test_clock IS NOT NULL;
CREATE INDEX invoice_items_of_clocks ON invoice_items (tenant, id text_pattern_ops) WHERE test_clock IS NOT NULL;
CREATE INDEX payment_intents_of_clocks ON payment_intents (tenant, id text_pattern_ops) WHERE test_clock IS NOT NULL;

CREATE INDEX customers_on_clock ON customers (tenant, test_clock, id text_pattern_ops) WHERE test_clock IS NOT NULL;
CREATE INDEX customers_reconcile_on_clock ON customers (tenant, test_clock, reconciles_at) WHERE test_clock IS NOT NULL AND reconciles_at IS NOT NULL;
CREATE INDEX invoices_finalize_on_clock ON invoices (tenant, test_clock, automatically_finalizes_at) WHERE test_clock IS NOT NULL AND automatically_finalizes_at IS NOT NULL;
CREATE INDEX invoices_collect_on_clock ON invoices (tenant, test_clock, next_payment_attempt) WHERE test_clock IS NOT NULL AND next_payment_attempt IS NOT NULL;
CREATE INDEX invoices_due_step_on_clock ON invoices (tenant, test_clock, next_due_step_at) WHERE test_clock IS NOT NULL AND next_due_step_at IS NOT NULL;
CREATE INDEX payment_intents_on_clock ON payment_intents (tenant, test_clock, capture_before) WHERE test_clock IS NOT NULL AND capture_before IS NOT NULL;
CREATE INDEX disputes_on_clock ON disputes (tenant, test_clock, due_by) WHERE test_clock IS NOT NULL AND due_by IS NOT NULL;
CREATE INDEX calls_of_clocks ON calls (tenant, made_on) WHERE made_on IS NOT NULL AND settled_at IS NULL;
CREATE INDEX calls_on_clock ON calls (tenant, test_clock, next_attempt_at) WHERE test_clock IS NOT NULL AND next_attempt_at IS NOT NULL;

-- The time of a clock, for a transaction that lives in it: it does not move until that ends.
CREATE FUNCTION time_of_clock(of_tenant bigint, of_clock text)
RETURNS TABLE (frozen_time bigint, is_advancing boolean, is_deleted boolean)
LANGUAGE sql VOLATILE AS $$
    SELECT k.frozen_time, k.status = 'advancing', k.deleted_at IS NOT NULL FROM test_clocks k
    WHERE k.tenant = of_tenant AND k.id = of_clock FOR SHARE
$$;

CREATE FUNCTION clock_of_customer(of_tenant bigint, of_customer text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT c.test_clock FROM customers c WHERE c.tenant = of_tenant AND c.id = of_customer
$$;

CREATE FUNCTION look_at_clock(of_tenant bigint, of_clock text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT k.frozen_time FROM test_clocks k WHERE k.tenant = of_tenant AND k.id = of_clock
$$;

-- The clocks that nobody advances and that are not deleted.
CREATE FUNCTION clocks_at_rest() RETURNS TABLE (tenant bigint, id text, frozen_time bigint)
LANGUAGE sql STABLE AS $$
    SELECT k.tenant, k.id, k.frozen_time FROM test_clocks k WHERE k.status = 'ready' AND k.deleted_at IS NULL
$$;

-- Whether a caller named the moment at which a draft finalizes. Then it does not wait for webhooks.
ALTER TABLE invoices ADD COLUMN finalizes_as_given boolean NOT NULL DEFAULT false;
