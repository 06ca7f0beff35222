"""Every statement on the numbers of receipts."""

from itertools import count

from billhook.db.tx import Tx
from billhook.kernel.ids import new_digits
from billhook.payments.rules.receipts import length_of, written


async def take(tx: Tx, about: str) -> str:
    """A number that no other receipt has, for a charge or a refund that is locked and has none."""
    for tries in count():
        taken: str | None = await tx.fetchval(
            "INSERT INTO receipt_numbers (tenant, number, about) VALUES ($1, $2, $3) "
            "ON CONFLICT (tenant, number) DO NOTHING RETURNING number",
            tx.tenant.id, written(new_digits(length_of(tries))), about,
        )  # fmt: skip
        if taken is not None:
            return taken
    raise AssertionError("unreachable")
