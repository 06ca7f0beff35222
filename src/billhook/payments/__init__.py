"""Payments: money that moved, here or elsewhere.

Owns    payment intents and their states, authorizations, charges, refunds; the numbers of receipts; confirmation
        tokens; records of payments made outside Billhook.
Leaves  moving money to `processors`, the cash that a customer has sent to `cash_balances`, what it all comes to
        to `ledger`, disputes to `disputes`, what a payment does to an invoice to `invoices`.
Always  money is taken once for each call that was claimed (`db/calls.py`), however often it is asked; while nobody
        knows what came of a call its intent is `processing` and nothing else can be done with it; one charge tells of
        an attempt from beginning to end, `pending` while a bank takes its time;
        no more is taken than was authorized, no more is given back than was taken, and nothing that a bank has taken
        back is given back;
        a confirmation token confirms once;
        a recorded amount is more than zero and is never changed.
"""
