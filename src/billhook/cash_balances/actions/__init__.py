"""The verbs of cash balances, one file each."""
