"""What can be looked at: tax rates. Tax ids are looked at through `customers`, who must exist."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.tax import store
from billhook.tax.objects import TaxRate


async def rate(reader: Reader, rate_id: str) -> TaxRate:
    """A tax rate. Raises NO_SUCH_PATH."""
    found = await store.find(reader, rate_id)
    if found is None:
        raise errors.NO_SUCH_PATH(noun="tax rate", id=rate_id)
    return found
