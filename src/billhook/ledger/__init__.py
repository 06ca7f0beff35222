"""The ledger: the account's money at its processor, entry by entry (platform.md §7.8).

Owns    balance transactions, the balance that they add up to, and the sums of those that were available long ago.
Leaves  what an entry is for to whoever makes it: `payments` and `disputes`.
Always  an entry is never changed; the balance in a currency is the sum of what its entries come to.
"""
