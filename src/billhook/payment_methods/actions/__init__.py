"""The verbs of payment methods that need no customer, one file each."""
