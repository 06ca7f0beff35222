"""From the ids of tax rates that a caller names to the rates."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.tax import store
from billhook.tax.objects import TaxRate


async def resolve_rates(reader: Reader, ids: Sequence[str], *, param: str, limit: int) -> list[TaxRate]:
    """The rates in the order of their ids; `param` is the array that named them, such as `tax_rates`.

    Raises ARRAY_TOO_LONG, TAX_RATE_REPEATED, NO_SUCH_PARAM and, for archived rates, TAX_RATE_INACTIVE; all but
    the first speak of the element, such as `tax_rates[0]`.
    """
    if len(ids) > limit:
        raise errors.ARRAY_TOO_LONG(param=param, name=param, limit=limit)
    found = await store.rates_of_ids(reader, ids) if ids else {}
    rates: list[TaxRate] = []
    for place, rate_id in enumerate(ids):
        element = f"{param}[{place}]"
        rate = found.get(rate_id)
        if rate is None:
            raise errors.NO_SUCH_PARAM(param=element, noun="tax rate", id=rate_id)
        if rate in rates:
            raise errors.TAX_RATE_REPEATED(param=element, id=rate_id)
        if not rate.active:
            raise errors.TAX_RATE_INACTIVE(param=element, id=rate_id)
        rates.append(rate)
    return rates
