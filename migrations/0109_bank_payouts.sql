-- Money that comes from a payout of the processor: it is booked by its payments, and is nobody's transfer.

ALTER TABLE bank_movements
    -- The payout that the movement is, or may be.
    ADD COLUMN payout text COLLATE "C",
    DROP CONSTRAINT bank_movements_check2,
    ADD CONSTRAINT bank_movements_check2 CHECK (
        status NOT IN ('matched', 'booked', 'proposed') OR customer IS NOT NULL OR amount < 0
        OR (status = 'proposed' AND payout IS NOT NULL));
CREATE INDEX bank_movements_of_payout ON bank_movements (tenant, payout, id) WHERE payout IS NOT NULL;

ALTER TABLE bank_movement_steps
    DROP CONSTRAINT bank_movement_steps_what_check,
    ADD CONSTRAINT bank_movement_steps_what_check CHECK (
        what IN ('booked', 'undone', 'dismissed', 'restored', 'returned', 'paid_out'));

-- Payouts are looked up by what arrives at the bank.
CREATE INDEX payouts_of_amount ON payouts (tenant, currency, amount);
