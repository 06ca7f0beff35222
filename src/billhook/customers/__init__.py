"""Customers: whom invoices are addressed to.

Owns    customers, their tax ids, their invoice prefixes and sequences, and their balance.
Leaves  what a customer owes to `invoices`; the forms of tax ids to `tax`.
Always  a prefix is given once in an account and never again; a currency, once set, stays;
        the balance in a currency is the ending balance of its last movement there.
"""
