"""Every statement on refunds."""

from collections.abc import Sequence

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.payments.objects import Refund
from billhook.payments.params import ListRefunds
from billhook.wire import lists

_ROWS = Rows("refunds", "f", Refund)
# Its charge must be locked.
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
find = _ROWS.find
# Lock its charge first.
lock = _ROWS.lock


async def of_charges(reader: Reader, charges: Sequence[str]) -> dict[str, list[Refund]]:
    """The refunds of each charge, newest first."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE f.tenant = $1 AND f.charge = ANY($2) ORDER BY f.id DESC", reader.tenant.id, list(charges)
    )
    found: dict[str, list[Refund]] = {charge: [] for charge in charges}
    for refund in _ROWS.of(rows):
        found[refund.charge].append(refund)
    return found


async def find_made_there(reader: Reader, charge: str, reference: str) -> str | None:
    """The refund of a charge that its processor calls so, by its id."""
    sql = "SELECT id FROM refunds WHERE tenant = $1 AND charge = $2 AND reference = $3"
    found: str | None = await reader.fetchval(sql, reader.tenant.id, charge, reference)
    return found


async def page(reader: Reader, wanted: ListRefunds) -> tuple[list[Refund], bool]:
    """A page of refunds, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("f.charge", wanted.charge)
    by.equal("f.payment_intent", wanted.payment_intent)
    by.made("f.created", "re", wanted.created, otherwise=True)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="refund")
