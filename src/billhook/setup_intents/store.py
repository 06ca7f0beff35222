"""Every statement on setup intents."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import ListSetupIntents
from billhook.wire import lists

_ROWS = Rows("setup_intents", "s", SetupIntent)
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
find = _ROWS.find
# Lock its customer and its method afterwards.
lock = _ROWS.lock


async def page(reader: Reader, wanted: ListSetupIntents) -> tuple[list[SetupIntent], bool]:
    """A page of setup intents, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("s.customer", wanted.customer)
    by.equal("s.payment_method", wanted.payment_method)
    by.made("s.created", "seti", wanted.created, otherwise=True)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="setup_intent")


async def processing(reader: Reader, *, limit: int) -> list[str]:
    """The ids of setup intents that wait for a processor."""
    sql = "SELECT id FROM setup_intents WHERE tenant = $1 AND status = 'processing' LIMIT $2"
    return [row["id"] for row in await reader.fetch(sql, reader.tenant.id, limit)]
