-- The unguessable part of the address of a receipt, which whoever paid may read.
ALTER TABLE charges ADD COLUMN receipt_token text COLLATE "C";
