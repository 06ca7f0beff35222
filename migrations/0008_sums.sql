-- What discounts, taxes, shipping, credit notes and revisions make of an invoice.

-- An item: what it was given (discounts and tax rates as they were then, amounts of tax worked out elsewhere), and
-- what the sum of its invoice says of it: each discount's share and each tax. Pending items have no sums yet.
ALTER TABLE invoice_items
    ADD COLUMN discounts       jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN tax_rates       jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN given_taxes     jsonb,
    ADD COLUMN discount_amounts jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN taxes           jsonb NOT NULL DEFAULT '[]';

ALTER TABLE invoices
    ADD COLUMN discounts       jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN default_tax_rates jsonb NOT NULL DEFAULT '[]',
    -- The shipping rate as it was when it was chosen, and what it comes to.
    ADD COLUMN shipping_cost   jsonb,
    ADD COLUMN account_tax_ids text[],
    ADD COLUMN subtotal_excluding_tax bigint NOT NULL DEFAULT 0,
    ADD COLUMN total_excluding_tax bigint NOT NULL DEFAULT 0,
    ADD COLUMN amount_shipping bigint NOT NULL DEFAULT 0 CHECK (amount_shipping >= 0),
    -- Inclusive tax that an exempt customer does not pay: the total is lower by it.
    ADD COLUMN removed_tax     bigint NOT NULL DEFAULT 0,
    ADD COLUMN total_discount_amounts jsonb NOT NULL DEFAULT '[]',
    -- With the tax rates as they were, which is what the document prints.
    ADD COLUMN total_taxes     jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN pre_payment_credit_notes_amount bigint NOT NULL DEFAULT 0 CHECK (pre_payment_credit_notes_amount >= 0),
    ADD COLUMN post_payment_credit_notes_amount bigint NOT NULL DEFAULT 0
                               CHECK (post_payment_credit_notes_amount >= 0),
    -- How many credit notes have been given a number, void ones too.
    ADD COLUMN credit_note_count integer NOT NULL DEFAULT 0 CHECK (credit_note_count >= 0),
    ADD COLUMN from_invoice    text COLLATE "C",
    ADD COLUMN latest_revision text COLLATE "C",
    ADD FOREIGN KEY (tenant, from_invoice) REFERENCES invoices (tenant, id),
    ADD FOREIGN KEY (tenant, latest_revision) REFERENCES invoices (tenant, id);
-- What has been revised by a draft or by a finalized invoice.
CREATE INDEX invoices_by_original ON invoices (tenant, from_invoice) WHERE from_invoice IS NOT NULL;
CREATE INDEX invoices_by_latest_revision ON invoices (tenant, latest_revision) WHERE latest_revision IS NOT NULL;

-- Until now an invoice had neither, so what it is without tax is what it is.
UPDATE invoices SET subtotal_excluding_tax = subtotal, total_excluding_tax = total;
