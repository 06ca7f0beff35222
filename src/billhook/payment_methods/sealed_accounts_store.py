"""Every statement on the encrypted numbers of bank accounts."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.payment_methods.objects import SealedAccount

_ROWS = Rows("sealed_bank_accounts", "a", SealedAccount)
insert = _ROWS.insert
save = _ROWS.save
find = _ROWS.find
of_ids = _ROWS.of_ids


async def all_of(reader: Reader) -> list[SealedAccount]:
    """Every account of the tenant, in the order of the ids."""
    return _ROWS.of(await reader.fetch(f"{_ROWS.select} WHERE a.tenant = $1 ORDER BY a.id", reader.tenant.id))
