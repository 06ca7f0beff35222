"""Every statement on setup intents."""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import ListSetupIntents
from billhook.wire import lists

COLUMNS = tuple(SetupIntent.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('s.' + name for name in COLUMNS)} FROM setup_intents s"
_INSERT = insert_into("setup_intents", COLUMNS)
_UPDATE = update_of("setup_intents", COLUMNS)


async def insert(tx: Tx, intent: SetupIntent) -> None:
    """Store a new setup intent."""
    await tx.write_later(intent.id, _INSERT, tx.tenant.id, *(getattr(intent, name) for name in COLUMNS))


async def save(tx: Tx, intent: SetupIntent) -> None:
    """Write a setup intent that `lock` gave."""
    await tx.write_later(intent.id, _UPDATE, tx.tenant.id, *(getattr(intent, name) for name in COLUMNS))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[SetupIntent]:
    """Setup intents by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE s.tenant = $1 AND s.id = ANY($2)", reader.tenant.id, list(ids))
    return [SetupIntent(*row) for row in rows]


async def find(reader: Reader, intent_id: str) -> SetupIntent | None:
    """A setup intent."""
    return next(iter(await of_ids(reader, [intent_id])), None)


async def lock(tx: Tx, intent_id: str) -> SetupIntent | None:
    """A setup intent that nobody else changes until this transaction ends. Lock its customer and method afterwards."""
    row = await tx.fetchrow(f"{_SELECT} WHERE s.tenant = $1 AND s.id = $2 FOR NO KEY UPDATE", tx.tenant.id, intent_id)
    return SetupIntent(*row) if row is not None else None


async def page(reader: Reader, wanted: ListSetupIntents) -> tuple[list[SetupIntent], bool]:
    """A page of setup intents, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("s.customer", wanted.customer)
    by.equal("s.payment_method", wanted.payment_method)
    by.within("s.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="setup_intents", noun="setup_intent", alias="s"
    )
    return [SetupIntent(*row) for row in rows], has_more
