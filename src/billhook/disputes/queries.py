"""What can be looked at: disputes and early fraud warnings."""

from billhook.disputes import store
from billhook.wire.lookups import existing

dispute = existing(store.find, "dispute", param="dispute")
"""A dispute. Raises NO_SUCH_PATH."""


fraud_warning = existing(store.find_warning, "early fraud warning", param="early_fraud_warning")
"""An early fraud warning. Raises NO_SUCH_PATH."""
