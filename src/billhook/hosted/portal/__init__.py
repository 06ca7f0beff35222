"""The portal of a customer: their invoices, receipts and credit notes, their details and payment methods.

The session in the address says whose it is (`billhook.portal`). Nothing here writes a statement: what is typed becomes
the API's own parameters, and the verbs of `customers` do the rest.
"""
