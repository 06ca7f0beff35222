-- What a credit note over a mere amount takes back of each tax of its invoice: printed, since a correction has to tell
-- the corrected tax, and not shown on the wire, where such a credit note has no taxes.

ALTER TABLE credit_notes ADD COLUMN taxes_of_amount jsonb NOT NULL DEFAULT '[]';
