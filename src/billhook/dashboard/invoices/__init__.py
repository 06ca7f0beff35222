"""Invoices: the list, the editor, the review before sending, one invoice with all that can be done to it."""
