"""The verbs of the catalogue, one file each."""
