"""What can be looked at: webhook endpoints."""

from billhook.webhooks import store
from billhook.wire.lookups import existing

endpoint = existing(store.find, "webhook endpoint")
"""An endpoint. Raises NO_SUCH_PATH."""
