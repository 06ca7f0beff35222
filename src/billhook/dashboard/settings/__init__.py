"""Settings: what the account says of itself, how its invoices look and collect, its team, log
and export, and the first steps of a new owner.
"""
