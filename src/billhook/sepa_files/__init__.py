"""SEPA files: debits and refunds that the merchant takes to their bank as files (live-money.md §5).

Owns    orders, which are debits and refunds that wait for a file or stand in one; the files; the merchant's own account
        and creditor identifier, encrypted; what the bank answered.
Leaves  the accounts of payers to `payment_methods`; charges and refunds to `payments`, which asks this room as it asks
        any processor.
Always  an order stands in one file at most; a file is stored before it leaves, and is the same bytes whenever it is
        printed; nothing shows the number of an account but the file itself.
"""
