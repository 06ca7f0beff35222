-- Every type of movement that a customer's balance can have, and the credit note behind one.

ALTER TABLE customer_balance_transactions
    DROP CONSTRAINT customer_balance_transactions_type_check,
    ADD CONSTRAINT customer_balance_transactions_type_check CHECK (type IN (
        'adjustment', 'applied_to_invoice', 'checkout_session_subscription_payment',
        'checkout_session_subscription_payment_canceled', 'credit_note', 'initial', 'invoice_overpaid',
        'invoice_too_large', 'invoice_too_small', 'migration', 'unapplied_from_invoice', 'unspent_receiver_credit')),
    ADD COLUMN credit_note text COLLATE "C";
CREATE INDEX customer_balance_transactions_by_invoice ON customer_balance_transactions (tenant, invoice, id)
    WHERE invoice IS NOT NULL;
