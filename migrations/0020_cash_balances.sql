-- Bank transfers: money that customers send, before it is known what for, and what it is applied to.

ALTER TABLE customers
    -- Minor units by currency: the ending balance of the last movement there. Here, and not in a row of its own, because
    -- it moves under the lock of the customer.
    ADD COLUMN cash jsonb NOT NULL DEFAULT '{}',
    -- Null: as the account has it.
    ADD COLUMN reconciliation_mode text CHECK (reconciliation_mode IN ('automatic', 'manual')),
    -- When cash that came back is to be looked at, for other payments that wait for some.
    ADD COLUMN reconciles_at bigint;
CREATE INDEX customers_to_reconcile ON customers (tenant, reconciles_at) WHERE reconciles_at IS NOT NULL;

-- The ledger of a customer's cash.
CREATE TABLE cash_balance_transactions (
    tenant          bigint NOT NULL,
    id              text COLLATE "C" NOT NULL,
    created         bigint NOT NULL,
    customer        text COLLATE "C" NOT NULL,
    type            text NOT NULL CHECK (type IN (
        'funded', 'applied_to_payment', 'unapplied_from_payment', 'refunded_from_payment')),
    currency        text NOT NULL,
    net_amount      bigint NOT NULL CHECK (net_amount <> 0),
    ending_balance  bigint NOT NULL CHECK (ending_balance >= 0),
    -- Of what is applied or comes back.
    payment_intent  text COLLATE "C",
    refund          text COLLATE "C",
    -- What the transfer said, of one that came in.
    bank_transfer   jsonb,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id),
    CHECK ((type = 'funded') = (bank_transfer IS NOT NULL)),
    CHECK ((type = 'refunded_from_payment') = (refund IS NOT NULL)),
    CHECK ((type IN ('applied_to_payment', 'unapplied_from_payment')) = (payment_intent IS NOT NULL)),
    CHECK ((type = 'applied_to_payment') = (net_amount < 0))
);
CREATE INDEX cash_balance_transactions_of_customer ON cash_balance_transactions (tenant, customer, id);
