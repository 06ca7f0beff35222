-- How the lines of a finalized invoice are shown together, as the rules of its template decided: places of lines, each
-- line once. Empty for a draft, and if the lines are not grouped.
ALTER TABLE invoices ADD COLUMN line_groups jsonb NOT NULL DEFAULT '[]';
