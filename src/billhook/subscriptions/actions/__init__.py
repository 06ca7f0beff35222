"""The verbs of subscriptions, one file each."""
