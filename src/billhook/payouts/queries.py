"""Looking at payouts."""

from billhook.payouts import store
from billhook.wire.lookups import existing

payout = existing(store.find, "payout", param="payout")
"""A payout. Raises NO_SUCH_PATH."""
