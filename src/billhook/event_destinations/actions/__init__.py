"""The verbs of event destinations, one file each."""
