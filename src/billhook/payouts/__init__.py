"""Payouts: what the merchant's processor pays into their bank account (live-money.md §2.7).

Owns    payouts, their states, and the sums of what each one pays.
Leaves  paying out to the processor, which does it by its own schedule; entries to `ledger`; how it arrived at the bank
        to `bank_statements`.
Always  nothing that a payout pays is dropped: what did not go through Billhook is summed and booked as such, so that a
        payout and all that it pays come to 0; what is told twice changes nothing.
"""
