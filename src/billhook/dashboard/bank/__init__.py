"""Statements of the bank and the money on them: import, assign, split, undo, and how a bank writes its CSV."""
