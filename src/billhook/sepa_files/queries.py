"""Looks at SEPA orders with what they are for, and at files with their orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db import calls
from billhook.db.tx import Reader
from billhook.invoices import store as invoices
from billhook.kernel import errors
from billhook.payment_methods import mandates_store
from billhook.payment_methods import store as methods
from billhook.payments import store as payments
from billhook.sepa_files import store
from billhook.sepa_files.objects import SepaBatch, SepaOrder


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order, and what is known of it. `invoice` and `number` are None for a payment without an invoice, or if its
    call was forgotten; `customer` and `name` are whose mandate it is."""

    order: SepaOrder
    mandate: str
    intent: str | None
    invoice: str | None
    number: str | None
    customer: str | None
    name: str


@dataclass(frozen=True, slots=True)
class KnownBatch:
    """A file and its orders."""

    batch: SepaBatch
    orders: Sequence[KnownOrder]


async def waiting(reader: Reader, kind: str, limit: int) -> list[KnownOrder]:
    """The orders of a kind that wait for a file, the oldest first."""
    return await _known(reader, await store.waiting(reader, kind, limit))


async def batch(reader: Reader, batch_id: str) -> KnownBatch:
    """A file with its orders. Raises NO_SUCH_PATH."""
    found = await store.find_batch(reader, batch_id)
    if found is None:
        raise errors.NO_SUCH_PATH(param="batch", noun="SEPA file", id=batch_id)
    return KnownBatch(found, await _known(reader, await store.of_batch(reader, batch_id)))


async def _known(reader: Reader, orders: Sequence[SepaOrder]) -> list[KnownOrder]:
    if not orders:
        return []
    subjects = await calls.subjects_of(reader, [one.id for one in orders])
    behind = await payments.intents_behind(reader, list(set(subjects.values())))
    mandates = {one.id: one for one in await mandates_store.of_ids(reader, list({one.mandate for one in orders}))}
    kept = {one.id: one for one in await methods.of_ids(reader, list({m.payment_method for m in mandates.values()}))}
    named = sorted({invoice for _, invoice in behind.values() if invoice is not None})
    numbers = {one.invoice.id: one.invoice.number for one in await invoices.of_ids(reader, named)} if named else {}
    known = []
    for order in orders:
        mandate = mandates[order.mandate]
        method = kept.get(mandate.payment_method)
        intent, invoice = behind.get(subjects.get(order.id, ""), (None, None))
        known.append(KnownOrder(
            order, mandate.reference, intent, invoice, numbers.get(invoice or ""),
            method.customer if method is not None else None,
            (method.billing_details["name"] if method is not None else None) or "",
        ))  # fmt: skip
    return known
