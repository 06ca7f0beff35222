"""The decisions about invoices: pure functions of stored facts and a moment."""
