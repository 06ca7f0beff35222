"""Processors: how money is moved, and by whom.

Owns    the one interface to a processor, who moves money, tells of disputes and decides them; the test
        processor with its cards and bank accounts; a simulated one with a page of its own; the adapters for accounts
        at Stripe (`stripe/`), Mollie (`mollie/`) and GoCardless (`gocardless/`).
Leaves  what a payment is, and what follows from it, to `payments`; payment methods to `payment_methods`.
Always  asked again with the same key, a processor gives the same answer, or what became of it, and moves nothing
        a second time;
        no number of a card or a bank account that is not Stripe's own for tests is taken, kept or shown.
"""
