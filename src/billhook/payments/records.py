"""Payment records: payments made outside Billhook, as far as they were told (invoicing.md §3.10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.wire.params import Nothing

_COLUMNS = "id, created, customer, currency, amount, description, metadata"


@dataclass(frozen=True, slots=True)
class PaymentRecord:
    """A payment of `amount` minor units that was made elsewhere."""

    id: str
    created: int
    customer: str
    currency: str
    amount: int


async def insert(tx: Tx, record: PaymentRecord) -> None:
    """Store a new record, together with what the payment does."""
    await tx.write_later(
        record.id,
        "INSERT INTO payment_records (tenant, id, created, customer, currency, amount) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        tx.tenant.id, record.id, record.created, record.customer, record.currency, record.amount,
    )  # fmt: skip


def shown(reader: Reader, row: Any) -> dict[str, Any]:
    """The wire object: a payment that the merchant reports to have received in full."""
    currency = row["currency"]

    def money(value: int) -> dict[str, Any]:
        return {"currency": currency, "value": value}

    return {
        "id": row["id"],
        "object": "payment_record",
        "amount": money(row["amount"]),
        "amount_authorized": money(0),
        "amount_canceled": money(0),
        "amount_failed": money(0),
        "amount_guaranteed": money(row["amount"]),
        "amount_refunded": money(0),
        "amount_requested": money(row["amount"]),
        "application": None,
        "created": row["created"],
        "customer_details": {"customer": row["customer"], "email": None, "name": None, "phone": None},
        "customer_presence": None,
        "description": row["description"],
        "latest_payment_attempt_record": None,
        "livemode": reader.tenant.livemode,
        "metadata": row["metadata"],
        "payment_method_details": None,
        "processor_details": {"type": "custom"},
        "reported_by": "self",
        "shipping_details": None,
    }


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Payment records for expansion."""
    rows = await reader.fetch(
        f"SELECT {_COLUMNS} FROM payment_records WHERE tenant = $1 AND id = ANY($2)",
        reader.tenant.id,
        list(ids),
    )
    return {row["id"]: shown(reader, row) for row in rows}


async def retrieve(reader: Reader, params: Nothing, record_id: str) -> dict[str, Any]:
    """`GET /v1/payment_records/{id}`."""
    found = await load(reader, [record_id])
    if record_id not in found:
        raise errors.NO_SUCH_PATH(noun="payment_record", id=record_id)
    return found[record_id]
