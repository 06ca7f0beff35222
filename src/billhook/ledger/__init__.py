"""The ledger: the account's money at its processor, entry by entry (platform.md §7.8).

Owns    balance transactions, and the balance that they add up to.
Leaves  what an entry is for to whoever makes it: `payments` and `disputes`.
Always  an entry is never changed; the balance in a currency is the sum of what its entries come to.
"""
