"""Checkout sessions: a page on which somebody pays for what is named, or keeps a payment method (live-money.md §2.1).

Owns    sessions with their lines, and how they follow their payment or set-up.
Leaves  money to `payments`, methods to `setup_intents`, sums to the rules of `invoices`, the page to `hosted`.
Always  a session that is complete or expired takes no payment; one payment intent at a time is its own.
"""
