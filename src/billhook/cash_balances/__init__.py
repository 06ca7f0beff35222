"""Cash balances: the money that a customer has sent by bank transfer and that has paid nothing yet.

Owns    cash balances and their ledger, and what a customer is told about where to send money.
Leaves  what the money is for to `payments` and `invoices`; the balance of credits and debts to `customers`.
Always  a cash balance is never below zero, and is the ending balance of its last movement in that currency;
        it moves under the lock of its customer.
"""
