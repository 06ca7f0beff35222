"""Checkout sessions: a page on which somebody pays for what is named, or keeps a payment method (live-money.md §2.1).

Owns    sessions with their lines, how they follow their payment or set-up, and what their invoice is to say.
Leaves  money to `payments`, methods to `setup_intents`, sums and that invoice to `invoices`, the page to `hosted`.
Always  a session that is complete or expired takes no payment; one payment intent at a time is its own.
"""
