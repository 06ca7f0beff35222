-- Search: parts of words are found through trigrams (pg_trgm), and btree_gin lets such an index begin with the tenant.
-- `db/extensions.py` has made both by now, or has said in a sentence why it may not.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

-- What customers are found by; `customers/search_store.py` asks for the same expression. The blank in front lets a
-- short word be looked for at the beginning of words alone. A new row waits in the index's list of pending ones, so it
-- costs the flow little; whoever fills the list puts it in order, a few milliseconds for each megabyte.
CREATE INDEX customers_by_words ON customers
    USING gin (tenant, (' ' || coalesce(name, '') || ' ' || coalesce(business_name, '') || ' ' || coalesce(email, '')) gin_trgm_ops)
    WITH (gin_pending_list_limit = 1024);

-- Products that were made for one item are in no list, and cost nothing here.
CREATE INDEX products_by_words ON products USING gin (tenant, (' ' || name) gin_trgm_ops)
    WHERE NOT inline AND deleted_at IS NULL;

-- The same rows in an order in which numbers with a common beginning stand together, whatever the database's collation.
DROP INDEX invoices_number;
CREATE UNIQUE INDEX invoices_number ON invoices (tenant, number text_pattern_ops) WHERE number IS NOT NULL;
