-- An invoice for a late fee names the late invoice. It never changes, except that a revision of the fee keeps it.
ALTER TABLE invoices ADD COLUMN late_fee_for text COLLATE "C";
CREATE INDEX invoices_of_late_fees ON invoices (tenant, late_fee_for) WHERE late_fee_for IS NOT NULL;
