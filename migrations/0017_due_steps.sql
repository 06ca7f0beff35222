-- What happens to an open invoice around its due date: which steps were taken, and when the next one is due.

ALTER TABLE invoices
    ADD COLUMN due_steps text[] NOT NULL DEFAULT '{}',
    ADD COLUMN next_due_step_at bigint;
UPDATE invoices SET next_due_step_at = due_date WHERE status = 'open' AND due_date IS NOT NULL;
CREATE INDEX invoices_due ON invoices (tenant, next_due_step_at)
    WHERE status = 'open' AND next_due_step_at IS NOT NULL;
