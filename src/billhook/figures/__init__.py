"""Figures: sums over time of what was invoiced and collected, and of what is owed (docs/decisions/0042-figures.md).

Owns    the changes that triggers write down with every commit, and the sums into which a job folds them.
Leaves  the rows that are counted to `invoices`, `credit_notes`, `payments` and `ledger`.
Always  a change is either in the sums or still waits, so that both together are exact in every look.
"""
