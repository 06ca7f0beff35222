"""Payments: money that moved, here or elsewhere.

Owns    payment records, which tell of payments made outside Billhook.
Leaves  what a payment does to an invoice to `invoices`.
Always  a recorded amount is more than zero and is never changed.
"""
