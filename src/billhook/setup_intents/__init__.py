"""Setup intents: a payment method is made ready for payments in its holder's absence (platform.md §7.4).

Owns    setup intents and their states, and the attempts that were made.
Leaves  asking the bank to `processors`, mandates and the methods themselves to `payment_methods`.
Always  no money moves; while nobody knows what came of a call its intent is `processing`; what succeeded is set up, and
        the customer's where it names one.
"""
