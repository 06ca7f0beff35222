-- A template is the letterhead of a business unit. It may count invoices and credit notes of its own.

-- Null: the account, or the customer, counts as for all others. The patterns belong to the template and not to a version.
ALTER TABLE invoice_rendering_templates
    ADD COLUMN number_pattern text,
    ADD COLUMN credit_note_pattern text;

-- The series of a template is `invoice/inrtem_…` or `credit_note/inrtem_…`. The primary key stays, so an older program
-- that still runs counts on; it gives the numbers of the account until it is replaced.
ALTER TABLE invoice_sequences
    DROP CONSTRAINT invoice_sequences_series_check,
    ADD CONSTRAINT invoice_sequences_series_check CHECK (series ~ '^(invoice|credit_note)(/inrtem_[0-9A-Za-z]+)?$');
