"""What the worker keeps for sessions of the command line."""

from billhook.cli_sessions.actions.retry_event import RESEND_PREFIX
from billhook.db.keeping import Kept

KEPT = (Kept("cli_resends", RESEND_PREFIX, lambda _tenant: 1),)
"""Events that are to be heard again: a socket reads them within seconds."""
