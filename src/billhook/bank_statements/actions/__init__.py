"""The verbs of bank statements, one file each."""
