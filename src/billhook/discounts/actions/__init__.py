"""The verbs of discounts, one file each."""
