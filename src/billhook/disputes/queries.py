"""What can be looked at: disputes and early fraud warnings."""

from billhook.db.tx import Reader
from billhook.disputes import store
from billhook.disputes.objects import Dispute, FraudWarning
from billhook.kernel import errors


async def dispute(reader: Reader, dispute_id: str) -> Dispute:
    """A dispute. Raises NO_SUCH_PATH."""
    found = await store.find(reader, dispute_id)
    if found is None:
        raise errors.NO_SUCH_PATH(param="dispute", noun="dispute", id=dispute_id)
    return found


async def fraud_warning(reader: Reader, warning_id: str) -> FraudWarning:
    """An early fraud warning. Raises NO_SUCH_PATH."""
    found = await store.find_warning(reader, warning_id)
    if found is None:
        raise errors.NO_SUCH_PATH(param="early_fraud_warning", noun="early fraud warning", id=warning_id)
    return found
