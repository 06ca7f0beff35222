"""Templates of invoices, below Settings: the list, the form with a preview of the paper beside it, and archiving."""
