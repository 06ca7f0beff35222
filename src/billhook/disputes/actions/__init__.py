"""The verbs of disputes, one file each."""
