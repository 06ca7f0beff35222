"""The verbs of payouts, one file each."""
