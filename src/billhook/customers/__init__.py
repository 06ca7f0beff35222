"""Customers: whom invoices are addressed to.

Owns    customers, their invoice prefixes and sequences, their balance, and the moment of their next statement; the
        doors to tax ids, since a customer who has one must exist.
Leaves  what a customer owes to `invoices`; the cash they have sent, which stands in their row, to `cash_balances`;
        tax ids themselves to `tax`.
Always  a prefix is given once in an account and never again; a currency, once set, stays;
        the balance in a currency is the ending balance of its last movement there.
"""
