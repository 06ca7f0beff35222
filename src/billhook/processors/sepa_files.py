"""The processor whose debits and refunds are files that the merchant takes to their bank: what it is called and offers.

What it does needs the database, so it is a room of its own (`billhook/sepa_files/`).
"""

from billhook.processors.offers import Offers

NAME = "sepa_files"

OFFERS = Offers(takes_tokens=True, takes_ibans=True, authorizes=False, follows=True)
"""Debits of accounts in SEPA, and refunds to them. It has no page, and keeps no money ready. It tells
of debits that came back after they were paid."""
