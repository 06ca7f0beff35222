"""Every statement on payment methods."""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.payment_methods.objects import PaymentMethod
from billhook.wire import lists
from billhook.wire.params import Page

COLUMNS = tuple(PaymentMethod.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('m.' + name for name in COLUMNS)} FROM payment_methods m"
_INSERT = insert_into("payment_methods", COLUMNS)
_UPDATE = update_of("payment_methods", COLUMNS)


async def insert(tx: Tx, method: PaymentMethod) -> None:
    """Store a new payment method."""
    await tx.write_later(method.id, _INSERT, tx.tenant.id, *(getattr(method, name) for name in COLUMNS))


async def save(tx: Tx, method: PaymentMethod) -> None:
    """Write a payment method that `lock` gave."""
    await tx.write_later(method.id, _UPDATE, tx.tenant.id, *(getattr(method, name) for name in COLUMNS))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[PaymentMethod]:
    """Payment methods by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE m.tenant = $1 AND m.id = ANY($2)", reader.tenant.id, list(ids))
    return [PaymentMethod(*row) for row in rows]


async def find(reader: Reader, method_id: str) -> PaymentMethod | None:
    """A payment method."""
    return next(iter(await of_ids(reader, [method_id])), None)


async def lock(tx: Tx, method_id: str) -> PaymentMethod | None:
    """A payment method that nobody else changes until this transaction ends. Lock its customer first."""
    row = await tx.fetchrow(f"{_SELECT} WHERE m.tenant = $1 AND m.id = $2 FOR NO KEY UPDATE", tx.tenant.id, method_id)
    return PaymentMethod(*row) if row is not None else None


async def lock_of_customer(tx: Tx, customer: str) -> list[PaymentMethod]:
    """All payment methods of a customer that is locked."""
    rows = await tx.fetch(
        f"{_SELECT} WHERE m.tenant = $1 AND m.customer = $2 ORDER BY m.id FOR NO KEY UPDATE", tx.tenant.id, customer
    )
    return [PaymentMethod(*row) for row in rows]


async def page(
    reader: Reader, wanted: Page, customer: str, *, type: str | None, allow_redisplay: str | None
) -> tuple[list[PaymentMethod], bool]:
    """A page of a customer's payment methods, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("m.customer", customer)
    by.equal("m.type", type)
    by.equal("m.allow_redisplay", allow_redisplay)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="payment_methods", noun="payment method", alias="m"
    )
    return [PaymentMethod(*row) for row in rows], has_more
