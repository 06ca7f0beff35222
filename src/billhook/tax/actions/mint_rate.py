"""Find or make the rate behind a tax amount that somebody else worked out (invoicing.md §2.4)."""

from dataclasses import fields

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.tax import store
from billhook.tax.objects import TaxRate, TaxRateData


async def rate_for_data(tx: Tx, data: TaxRateData) -> TaxRate:
    """The one archived rate of this tenant that says exactly this, made if there is none yet.

    Two transactions that ask at once get the same: the later waits for the earlier. No event tells of it,
    as none tells of minted prices.
    """
    values = {field.name: getattr(data, field.name) for field in fields(TaxRateData)}
    found = await store.find_minted(tx, data)
    while found is None:
        rate = TaxRate(id=new_id("txr"), created=tx.now, active=False, minted=True, **values)
        found = rate if await store.insert_minted(tx, rate) else await store.find_minted(tx, data)
    return found
