"""Subscriptions: what is billed again and again (recurring.md).

Owns    subscriptions and their items, when their periods begin and end, and what a change within a period costs.
Leaves  sums, numbers, documents and payments to `invoices/`; when a moment has come to `db/due.py`.
Always  periods neither overlap nor leave a gap; each is billed once; what is given back was charged.
"""
