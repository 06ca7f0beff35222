"""The verbs of statements of account, one file each. The worker alone comes through here."""
