-- A list is as fast on a million rows as on a thousand: each of its filters has an index whose last column is the
-- list's own order.
--
-- The id of these indexes is of the class text_pattern_ops. Under the C collation that is the same order, but a list
-- that asks for it (ORDER BY id USING ~>~, in `wire/lists.py`) cannot be read from the primary key. The planner
-- prefers that one wherever it believes a value to be frequent, and then reads the whole table for one that is rare.

-- Whether an id says another moment than `created`: more than two minutes later, or one minute earlier, since the id is
-- made within the transaction whose first second `created` is. The first five digits of the id say it to 15 seconds.
-- So a list that is bounded in `created` is bounded in its ids. A charge has the id of its attempt, which may be settled
-- days later; what is dated otherwise has an index of its own, which is nearly always empty. It costs some microseconds
-- for each row, so what every invoice writes (customers, items, intents, payments, events) goes without: it takes its id
-- and `created` in one transaction.
CREATE FUNCTION dated_otherwise(id text, created bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substr(id, strpos(id, '_') + 1, 1) <> '1' OR NOT (
        (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', substr(id, strpos(id, '_') + 2, 1))
            * 14776336
        + strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', substr(id, strpos(id, '_') + 3, 1))
            * 238328
        + strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', substr(id, strpos(id, '_') + 4, 1))
            * 3844
        + strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', substr(id, strpos(id, '_') + 5, 1))
            * 62
        + strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', substr(id, strpos(id, '_') + 6, 1))
        - 15018571)::bigint * 14776336 / 1000000 - created BETWEEN -60 AND 120)
$$;

-- The term within which an invoice is due, as the number of the last of these that it reaches (the usual terms, in
-- days: 0 1 7 10 14 15 20 21 25 28 30 31 35 40 45 50 55 60 75 90 91 120 180); 0 where it was due before it was made.
-- Invoices of one term fall due in the order in which they were made. `invoices/store.py` knows the same numbers.
CREATE FUNCTION due_term(due_date bigint, created bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT width_bucket(due_date - created, '{0,86400,604800,864000,1209600,1296000,1728000,1814400,2160000,2419200,
        2592000,2678400,3024000,3456000,3888000,4320000,4752000,5184000,6480000,7776000,7862400,10368000,
        15552000}'::bigint[])
$$;

DROP INDEX invoices_by_status, invoices_by_due_date, invoices_by_customer;
CREATE INDEX invoices_by_status ON invoices (tenant, status, collection_method, id text_pattern_ops);
CREATE INDEX invoices_by_due_date ON invoices (tenant, status, due_term(due_date, created), id text_pattern_ops)
    WHERE due_date IS NOT NULL;
-- What is charged automatically is due only where somebody changed the method, so these are few.
CREATE INDEX invoices_charged_and_due ON invoices (tenant, id text_pattern_ops)
    WHERE collection_method = 'charge_automatically' AND due_date IS NOT NULL;
CREATE INDEX invoices_by_customer ON invoices (tenant, customer, id text_pattern_ops);

DROP INDEX customers_by_email;
CREATE INDEX customers_by_email ON customers (tenant, email, id text_pattern_ops) WHERE email IS NOT NULL;

DROP INDEX invoice_items_by_customer;
CREATE INDEX invoice_items_by_customer ON invoice_items (tenant, customer, id text_pattern_ops);
CREATE INDEX invoice_items_pending ON invoice_items (tenant, id text_pattern_ops) WHERE invoice IS NULL;

DROP INDEX invoice_payments_of_invoice;
CREATE INDEX invoice_payments_of_invoice ON invoice_payments (tenant, invoice, id text_pattern_ops);
CREATE INDEX invoice_payments_by_status ON invoice_payments (tenant, status, (payment_intent IS NOT NULL), id text_pattern_ops);
CREATE INDEX invoice_payments_of_record ON invoice_payments (tenant, payment_record) WHERE payment_record IS NOT NULL;

DROP INDEX events_by_type;
CREATE INDEX events_by_type ON events (tenant, type, id text_pattern_ops);
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (tenant, event) WHERE status <> 'delivered';

DROP INDEX payment_intents_of_customer, charges_of_intent, charges_of_customer, refunds_of_charge, refunds_of_intent;
CREATE INDEX payment_intents_of_customer ON payment_intents (tenant, customer, id text_pattern_ops)
    WHERE customer IS NOT NULL;
CREATE INDEX charges_of_intent ON charges (tenant, payment_intent, id text_pattern_ops);
CREATE INDEX charges_of_customer ON charges (tenant, customer, id text_pattern_ops) WHERE customer IS NOT NULL;
CREATE INDEX refunds_of_charge ON refunds (tenant, charge, id text_pattern_ops);
CREATE INDEX refunds_of_intent ON refunds (tenant, payment_intent, id text_pattern_ops);

DROP INDEX disputes_of_charge, disputes_of_intent, early_fraud_warnings_of_charge, early_fraud_warnings_of_intent;
CREATE INDEX disputes_of_charge ON disputes (tenant, charge, id text_pattern_ops);
CREATE INDEX disputes_of_intent ON disputes (tenant, payment_intent, id text_pattern_ops);
CREATE INDEX early_fraud_warnings_of_charge ON early_fraud_warnings (tenant, charge, id text_pattern_ops);
CREATE INDEX early_fraud_warnings_of_intent ON early_fraud_warnings (tenant, payment_intent, id text_pattern_ops);

DROP INDEX credit_notes_by_invoice, credit_notes_by_customer;
CREATE INDEX credit_notes_by_invoice ON credit_notes (tenant, invoice, id text_pattern_ops);
CREATE INDEX credit_notes_by_customer ON credit_notes (tenant, customer, id text_pattern_ops);

DROP INDEX balance_transactions_of_source;
CREATE INDEX balance_transactions_of_source ON balance_transactions (tenant, source, id text_pattern_ops);
CREATE INDEX balance_transactions_by_type ON balance_transactions (tenant, type, currency, id text_pattern_ops);

DROP INDEX setup_intents_of_customer, setup_intents_of_method, setup_attempts_of_intent;
CREATE INDEX setup_intents_of_customer ON setup_intents (tenant, customer, id text_pattern_ops)
    WHERE customer IS NOT NULL;
CREATE INDEX setup_intents_of_method ON setup_intents (tenant, payment_method, id text_pattern_ops)
    WHERE payment_method IS NOT NULL;
CREATE INDEX setup_attempts_of_intent ON setup_attempts (tenant, setup_intent, id text_pattern_ops);

DROP INDEX customer_balance_transactions_by_customer, cash_balance_transactions_of_customer,
    payment_methods_of_customer, tax_ids_by_customer;
CREATE INDEX customer_balance_transactions_by_customer ON customer_balance_transactions (tenant, customer, id text_pattern_ops);
CREATE INDEX cash_balance_transactions_of_customer ON cash_balance_transactions (tenant, customer, id text_pattern_ops);
CREATE INDEX payment_methods_of_customer ON payment_methods (tenant, customer, id text_pattern_ops)
    WHERE customer IS NOT NULL;
CREATE INDEX tax_ids_by_customer ON tax_ids (tenant, customer, id text_pattern_ops);

DROP INDEX prices_by_product, promotion_codes_by_code, promotion_codes_by_coupon, promotion_codes_by_customer;
CREATE INDEX prices_by_product ON prices (tenant, product, id text_pattern_ops) WHERE NOT inline;
CREATE INDEX promotion_codes_by_code ON promotion_codes (tenant, lower(code), id text_pattern_ops);
CREATE INDEX promotion_codes_by_coupon ON promotion_codes (tenant, coupon, id text_pattern_ops);
CREATE INDEX promotion_codes_by_customer ON promotion_codes (tenant, customer, id text_pattern_ops)
    WHERE customer IS NOT NULL;

CREATE INDEX credit_notes_dated ON credit_notes (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
CREATE INDEX charges_dated ON charges (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
CREATE INDEX refunds_dated ON refunds (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
CREATE INDEX disputes_dated ON disputes (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
CREATE INDEX early_fraud_warnings_dated ON early_fraud_warnings (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
CREATE INDEX balance_transactions_dated ON balance_transactions (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
CREATE INDEX setup_intents_dated ON setup_intents (tenant, id text_pattern_ops)
    WHERE dated_otherwise(id, created);
