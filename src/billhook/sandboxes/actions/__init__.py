"""The verbs of sandboxes, one file each."""
