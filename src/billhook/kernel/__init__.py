"""The kernel: money, ids, clock, lifecycles, translations and the catalogue of errors.

Owns    the few things that everything else needs and that need nothing of ours.
Leaves  every decision about invoices, tenants and the wire to the rooms above.
Always  imports nothing of ours from outside this folder; asks no database.
"""
