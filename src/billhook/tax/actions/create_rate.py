"""Create a tax rate."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id
from billhook.tax import store, view
from billhook.tax.objects import TaxRate
from billhook.tax.params import CreateTaxRate
from billhook.wire.params import merged_metadata


async def create_rate(tx: Tx, params: CreateTaxRate) -> TaxRate:
    """A new tax rate."""
    rate = TaxRate(
        id=new_id("txr"),
        created=tx.now,
        active=params.active,
        display_name=params.display_name,
        inclusive=params.inclusive,
        percentage=params.percentage,
        country=params.country,
        state=params.state,
        jurisdiction=params.jurisdiction,
        tax_type=params.tax_type,
        description=params.description,
        metadata=merged_metadata({}, params.metadata),
    )
    await store.insert(tx, rate)
    tx.emit("tax_rate.created", tx.render(view.tax_rate, rate))
    return rate
