"""The verbs of API keys, one file each."""
