"""Disputes: what the holder of a card, or their bank, has against a payment that was made (platform.md §7.8).

Owns    disputes and their states, the evidence against them, early fraud warnings.
Leaves  judging to `processors`, the charge itself to `payments`; an invoice stays as it is.
Always  whoever has not answered in time has lost; what a bank has taken back is not refunded as well; an ended dispute
        stays as it ended.
"""
