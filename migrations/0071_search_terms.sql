-- Search by what has any number of names and values: the metadata of objects, and the card of a charge. A term is a
-- number made of scope, name and value; the rows of a term stand in the order of the objects' ids, as every list does.
-- An object without metadata has no row here and costs nothing.
CREATE TABLE search_terms (
    tenant  bigint NOT NULL,
    term    bigint NOT NULL,
    -- The id of the object, or its `sort_id` where that is the order of its list.
    id      text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, term, id)
);

-- The same in every version and locale of PostgreSQL, so that a dump can be restored anywhere: A to Z count as a to z.
CREATE FUNCTION search_term(scope text, name text, value text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ('x' || left(encode(sha256(convert_to(
        scope || E'\x1f' || name || E'\x1f' || lower(value COLLATE "C"), 'UTF8')), 'hex'), 16))::bit(64)::bigint
$$;

-- Takes away what an object no longer has, and adds what it has now.
CREATE FUNCTION write_search_terms(of_tenant bigint, scope text, of_id text, before jsonb, after jsonb) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF before <> '{}' THEN
        DELETE FROM search_terms WHERE tenant = of_tenant AND id = of_id AND term = ANY(ARRAY(
            SELECT search_term(scope, key, value) FROM jsonb_each_text(before)
            EXCEPT SELECT search_term(scope, key, value) FROM jsonb_each_text(after)));
    END IF;
    IF after <> '{}' THEN
        INSERT INTO search_terms (tenant, term, id)
        SELECT DISTINCT of_tenant, search_term(scope, key, value), of_id FROM jsonb_each_text(after)
        ON CONFLICT DO NOTHING;
    END IF;
END $$;

-- The scope is the argument of the trigger.
CREATE FUNCTION search_terms_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM write_search_terms(NEW.tenant, TG_ARGV[0], NEW.id, '{}', NEW.metadata);
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM write_search_terms(NEW.tenant, TG_ARGV[0], NEW.id, OLD.metadata, NEW.metadata);
    ELSE
        PERFORM write_search_terms(OLD.tenant, TG_ARGV[0], OLD.id, OLD.metadata, '{}');
    END IF;
    RETURN NULL;
END $$;

-- A product that takes over the id of a deleted one gets another place in the list.
CREATE FUNCTION search_terms_of_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM write_search_terms(OLD.tenant, 'products', OLD.sort_id, OLD.metadata, '{}');
    END IF;
    PERFORM write_search_terms(NEW.tenant, 'products', NEW.sort_id, '{}', NEW.metadata);
    RETURN NULL;
END $$;

CREATE FUNCTION searched_card(details jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'last4', details -> 'card' -> 'last4', 'fingerprint', details -> 'card' -> 'fingerprint'))
$$;

-- The card of a charge never changes.
CREATE FUNCTION search_terms_of_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM write_search_terms(NEW.tenant, 'charges.card', NEW.id, '{}', searched_card(NEW.payment_method_details));
    RETURN NULL;
END $$;

CREATE TRIGGER searched_customer AFTER INSERT ON customers FOR EACH ROW
    WHEN (NEW.metadata <> '{}') EXECUTE FUNCTION search_terms_of_row('customers');
CREATE TRIGGER searched_customer_again AFTER UPDATE ON customers FOR EACH ROW
    WHEN (OLD.metadata <> NEW.metadata) EXECUTE FUNCTION search_terms_of_row('customers');
CREATE TRIGGER searched_invoice AFTER INSERT ON invoices FOR EACH ROW
    WHEN (NEW.metadata <> '{}') EXECUTE FUNCTION search_terms_of_row('invoices');
CREATE TRIGGER searched_invoice_again AFTER UPDATE ON invoices FOR EACH ROW
    WHEN (OLD.metadata <> NEW.metadata) EXECUTE FUNCTION search_terms_of_row('invoices');
CREATE TRIGGER searched_invoice_no_longer AFTER DELETE ON invoices FOR EACH ROW
    WHEN (OLD.metadata <> '{}') EXECUTE FUNCTION search_terms_of_row('invoices');
CREATE TRIGGER searched_intent AFTER INSERT ON payment_intents FOR EACH ROW
    WHEN (NEW.metadata <> '{}') EXECUTE FUNCTION search_terms_of_row('payment_intents');
CREATE TRIGGER searched_intent_again AFTER UPDATE ON payment_intents FOR EACH ROW
    WHEN (OLD.metadata <> NEW.metadata) EXECUTE FUNCTION search_terms_of_row('payment_intents');
CREATE TRIGGER searched_charge AFTER INSERT ON charges FOR EACH ROW
    WHEN (NEW.metadata <> '{}') EXECUTE FUNCTION search_terms_of_row('charges');
CREATE TRIGGER searched_charge_again AFTER UPDATE ON charges FOR EACH ROW
    WHEN (OLD.metadata <> NEW.metadata) EXECUTE FUNCTION search_terms_of_row('charges');
CREATE TRIGGER searched_card AFTER INSERT ON charges FOR EACH ROW
    WHEN (NEW.payment_method_details ? 'card') EXECUTE FUNCTION search_terms_of_card();
CREATE TRIGGER searched_price AFTER INSERT ON prices FOR EACH ROW
    WHEN (NOT NEW.inline AND NEW.metadata <> '{}') EXECUTE FUNCTION search_terms_of_row('prices');
CREATE TRIGGER searched_price_again AFTER UPDATE ON prices FOR EACH ROW
    WHEN (NOT NEW.inline AND OLD.metadata <> NEW.metadata) EXECUTE FUNCTION search_terms_of_row('prices');
CREATE TRIGGER searched_product AFTER INSERT ON products FOR EACH ROW
    WHEN (NOT NEW.inline AND NEW.metadata <> '{}') EXECUTE FUNCTION search_terms_of_product();
CREATE TRIGGER searched_product_again AFTER UPDATE ON products FOR EACH ROW
    WHEN (NOT NEW.inline AND (OLD.metadata <> NEW.metadata OR OLD.sort_id <> NEW.sort_id))
    EXECUTE FUNCTION search_terms_of_product();

INSERT INTO search_terms (tenant, term, id)
SELECT DISTINCT o.tenant, search_term(o.scope, m.key, m.value), o.id
FROM (
    SELECT tenant, 'customers' AS scope, id, metadata FROM customers
    UNION ALL SELECT tenant, 'invoices', id, metadata FROM invoices
    UNION ALL SELECT tenant, 'payment_intents', id, metadata FROM payment_intents
    UNION ALL SELECT tenant, 'charges', id, metadata FROM charges
    UNION ALL SELECT tenant, 'charges.card', id, searched_card(payment_method_details) FROM charges
    UNION ALL SELECT tenant, 'prices', id, metadata FROM prices WHERE NOT inline
    UNION ALL SELECT tenant, 'products', sort_id, metadata FROM products WHERE NOT inline
) o, jsonb_each_text(o.metadata) m;

-- The words of a customer have the phone too. The list filters by an e-mail as it is written, search by any spelling.
DROP INDEX customers_by_words, customers_by_email;
CREATE INDEX customers_by_words ON customers
    USING gin (tenant, (' ' || coalesce(name, '') || ' ' || coalesce(business_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')) gin_trgm_ops)
    WITH (gin_pending_list_limit = 1024);
CREATE INDEX customers_by_email ON customers (tenant, lower(email), id text_pattern_ops) WHERE email IS NOT NULL;

CREATE INDEX payment_intents_by_status ON payment_intents (tenant, status, id text_pattern_ops);
DROP INDEX charges_failed;
CREATE INDEX charges_by_status ON charges (tenant, status, id text_pattern_ops);
