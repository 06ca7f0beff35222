"""The verbs of credit notes, one file each."""
