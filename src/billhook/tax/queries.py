"""What can be looked at: tax rates. Tax ids are looked at through `customers`, who must exist."""

from billhook.tax import store
from billhook.wire.lookups import existing

rate = existing(store.find, "tax rate")
"""A tax rate. Raises NO_SUCH_PATH."""
