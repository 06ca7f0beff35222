"""The decisions about invoices: pure functions of stored values and a moment."""
