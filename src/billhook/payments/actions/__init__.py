"""The verbs of payment intents and charges, one file each, and what they share."""
