-- Payments by bank transfer: out of the cash that a customer sent, at once or as it comes in.

ALTER TABLE payment_methods
    DROP CONSTRAINT payment_methods_type_check,
    ADD CONSTRAINT payment_methods_type_check CHECK (type IN (
        'card', 'customer_balance', 'sepa_debit', 'us_bank_account'));

ALTER TABLE payment_intents
    -- So much of the amount has been applied of the customer's cash.
    ADD COLUMN amount_funded bigint NOT NULL DEFAULT 0 CHECK (amount_funded BETWEEN 0 AND amount),
    -- Which kind of transfer it is to be; null: the one of the currency.
    ADD COLUMN bank_transfer jsonb,
    -- It was confirmed, and what is missing is to come by transfer.
    ADD COLUMN awaits_transfer boolean NOT NULL DEFAULT false,
    ADD CHECK (NOT awaits_transfer OR (status = 'requires_action' AND customer IS NOT NULL)),
    ADD CHECK (amount_funded = 0 OR awaits_transfer OR (status = 'succeeded' AND amount_funded = amount));
CREATE INDEX payment_intents_awaiting ON payment_intents (tenant, customer, id) WHERE awaits_transfer;

-- Nobody was asked for a charge out of cash.
ALTER TABLE charges ALTER COLUMN call DROP NOT NULL;

ALTER TABLE invoices
    -- How it may be paid; null: in every way that takes no naming.
    ADD COLUMN payment_method_types text[],
    -- Which kind of transfer, where it may be paid by one; null: the one of the currency.
    ADD COLUMN bank_transfer jsonb;
