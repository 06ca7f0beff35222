-- Every type of movement that a customer's balance can have, the credit note behind one, and the balances in other
-- currencies in the customer's row: under its lock, and not by the order of the ids of movements.

ALTER TABLE customer_balance_transactions
    DROP CONSTRAINT customer_balance_transactions_type_check,
    ADD CONSTRAINT customer_balance_transactions_type_check CHECK (type IN (
        'adjustment', 'applied_to_invoice', 'checkout_session_subscription_payment',
        'checkout_session_subscription_payment_canceled', 'credit_note', 'initial', 'invoice_overpaid',
        'invoice_too_large', 'invoice_too_small', 'migration', 'unapplied_from_invoice', 'unspent_receiver_credit')),
    ADD COLUMN credit_note text COLLATE "C";
CREATE INDEX customer_balance_transactions_by_invoice ON customer_balance_transactions (tenant, invoice, id)
    WHERE invoice IS NOT NULL;

ALTER TABLE customers ADD COLUMN other_balances jsonb NOT NULL DEFAULT '{}';
UPDATE customers c SET other_balances = o.balances
    FROM (
        SELECT tenant, customer, jsonb_object_agg(currency, ending_balance) AS balances
        FROM (
            SELECT DISTINCT ON (b.tenant, b.customer, b.currency) b.tenant, b.customer, b.currency, b.ending_balance
            FROM customer_balance_transactions b JOIN customers c ON c.tenant = b.tenant AND c.id = b.customer
            WHERE b.currency <> c.currency ORDER BY b.tenant, b.customer, b.currency, b.id DESC
        ) last GROUP BY tenant, customer
    ) o WHERE o.tenant = c.tenant AND o.customer = c.id;
DROP INDEX customer_balance_transactions_by_currency;
