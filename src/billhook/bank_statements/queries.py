"""What can be looked at: statements and movements."""

from billhook.bank_statements import store
from billhook.wire.lookups import existing

statement = existing(store.find_statement, "bank statement", param="statement")
"""A statement. Raises NO_SUCH_PATH."""

movement = existing(store.find, "bank movement", param="movement")
"""A movement. Raises NO_SUCH_PATH."""
