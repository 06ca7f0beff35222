-- The text on the card holder's statement, as it was when the charge was made. Charges made before have none.
ALTER TABLE charges ADD COLUMN calculated_statement_descriptor text;
