"""The verbs of setup intents, one file each."""
