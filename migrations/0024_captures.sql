-- Holds: money that a bank keeps ready for a payment until it is captured, released, or lapses.

ALTER TABLE payment_intents
    DROP CONSTRAINT payment_intents_status_check,
    ADD CONSTRAINT payment_intents_status_check CHECK (status IN (
        'requires_payment_method', 'requires_confirmation', 'requires_action', 'processing', 'requires_capture',
        'succeeded', 'canceled')),
    DROP CONSTRAINT payment_intents_capture_method_check,
    ADD CONSTRAINT payment_intents_capture_method_check CHECK (
        capture_method IN ('automatic', 'automatic_async', 'manual')),
    -- Of a hold a part may be captured.
    DROP CONSTRAINT payment_intents_check,
    ADD CONSTRAINT payment_intents_received_check CHECK (amount_received BETWEEN 0 AND amount),
    ADD COLUMN amount_capturable bigint NOT NULL DEFAULT 0 CHECK (amount_capturable BETWEEN 0 AND amount),
    -- The moment at which the hold lapses.
    ADD COLUMN capture_before bigint,
    -- How often a larger hold was asked for.
    ADD COLUMN increments integer NOT NULL DEFAULT 0,
    -- What was said of payments, by the type of their method: `{"card": {"capture_method": "manual"}}`.
    ADD COLUMN method_options jsonb NOT NULL DEFAULT '{}',
    ADD CHECK (status <> 'requires_capture' OR (amount_capturable > 0 AND capture_before IS NOT NULL));
CREATE INDEX payment_intents_to_lapse ON payment_intents (tenant, capture_before) WHERE status = 'requires_capture';

ALTER TABLE charges ADD COLUMN amount_captured bigint NOT NULL DEFAULT 0;
UPDATE charges SET amount_captured = amount WHERE status <> 'failed';
ALTER TABLE charges ADD CHECK (amount_captured BETWEEN 0 AND amount);

ALTER TABLE refunds
    DROP CONSTRAINT refunds_reason_check,
    ADD CONSTRAINT refunds_reason_check CHECK (
        reason IN ('duplicate', 'fraudulent', 'requested_by_customer', 'expired_uncaptured_charge'));
