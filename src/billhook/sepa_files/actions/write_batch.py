"""Write a file for the bank: the orders that wait are in it, and in no other, once this is committed."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from billhook.db.tx import Reader, Tx
from billhook.kernel.clock import as_datetime
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payment_methods import mandates_store, sealed_accounts_store
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.seal import open_iban
from billhook.payment_methods.objects import SINGLE_USE, Mandate, PaymentMethod
from billhook.processor_accounts.sealing import Safe, about
from billhook.sepa_files import store
from billhook.sepa_files.actions.give_back import without_returned
from billhook.sepa_files.actions.refuse import refuse
from billhook.sepa_files.objects import SepaBatch, SepaOrder
from billhook.sepa_files.rules.bank_days import bank_day_after
from billhook.sepa_files.rules.creditor import Creditor
from billhook.sepa_files.rules.lifecycle import SEPA_ORDER
from billhook.sepa_files.rules.pain import DEBIT, TRANSFER, Line, written
from billhook.sepa_files.rules.sequence import sequence_of

ORDERS_MAX = 1_000
"""So many orders stand in one file; the others wait for the next."""

_COLUMN = "sepa_content"
_WITHDRAWN = "MD01"


@dataclass(frozen=True, slots=True)
class _Payers:
    """Who is debited, by the ids of mandates and of sealed accounts."""

    mandates: Mapping[str, Mandate]
    methods: Mapping[str, PaymentMethod]
    ibans: Mapping[str, str]

    def name(self, order: SepaOrder) -> str:
        method = self.methods.get(self.mandates[order.mandate].payment_method)
        return (method.billing_details["name"] if method is not None else None) or ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file to hand out; `is_older` if it was made before and its handing out is not known."""

    batch: SepaBatch
    is_older: bool


class FileGone(Exception):
    """Somebody else has handed out or discarded the file; says so in a sentence."""


async def write_batch(tx: Tx, safe: Safe, creditor: Creditor, kind: str) -> Written | None:
    """The file that nobody fetched yet, or a new one of what waits; None if nothing waits.

    A debit whose mandate was withdrawn meanwhile is refused instead, and a refund whose debit came back.
    Raises SecretsLocked.
    """
    orders = await store.lock_waiting(tx, kind, ORDERS_MAX)
    known = await store.not_fetched(tx, kind)
    if known is not None:
        return Written(known, is_older=True)
    if kind == TRANSFER:
        orders = await without_returned(tx, orders)
    payers = await _payers(tx, safe, orders)
    if kind == DEBIT:
        withdrawn = [(one, _WITHDRAWN) for one in orders if not payers.mandates[one.mandate].is_active]
        if withdrawn:
            await refuse(tx, withdrawn)
        orders = [one for one in orders if payers.mandates[one.mandate].is_active]
    if not orders:
        return None
    today = as_datetime(tx.wall_now).date()
    day = bank_day_after(today, creditor.lead_days if kind == DEBIT else 1)
    sequences = await _sequences(tx, orders, payers) if kind == DEBIT else {}
    made = await _stored(tx, safe, creditor, kind, [
        replace(one, status=SEPA_ORDER.after("send", one.status), execute_on=day.isoformat(),
                sequence=sequences.get(one.id))
        for one in orders
    ], payers, day)  # fmt: skip
    return Written(made, is_older=False)


def content_of(reader: Reader, safe: Safe, batch: SepaBatch) -> bytes:
    """The bytes of a file, the same whenever it is asked for. Raises SecretsLocked."""
    content = safe.open(batch.content, about(reader.tenant.id, batch.id, _COLUMN)).encode()
    assert hashlib.sha256(content).hexdigest() == batch.sha256, "the safe opens what was sealed"
    return content


async def lock_to_hand_out(tx: Tx, batch_id: str) -> SepaBatch:
    """A file that nobody else hands out or discards until this transaction ends. Raises FileGone."""
    batch = await store.lock_batch(tx, batch_id)
    if batch is None or batch.fetched_at is not None:
        raise FileGone(f"{batch_id} was handed out or discarded just now; see `billhook sepa list`")
    return batch


async def note_fetched(tx: Tx, batch_id: str) -> SepaBatch | None:
    """Write down that the whole file has left: it was handed out, or the bank tells of it. The file after that."""
    batch = await store.lock_batch(tx, batch_id)
    if batch is None or batch.fetched_at is not None:
        return batch
    fetched = replace(batch, fetched_at=tx.wall_now)
    await store.save_batch(tx, fetched)
    return fetched


async def reseal_batches(tx: Tx, safe: Safe) -> int:
    """Encrypt each file of this tenant with the newest key; how many changed. Raises SecretsLocked."""
    # The lock keeps it from writing back a file as it was before somebody fetched it.
    old = [each for each in await store.lock_batches(tx) if not safe.is_newest(each.content)]
    for each in old:
        it = about(tx.tenant.id, each.id, _COLUMN)
        await store.save_batch(tx, replace(each, content=safe.seal(safe.open(each.content, it), it)))
    return len(old)


async def _stored(
    tx: Tx, safe: Safe, creditor: Creditor, kind: str, orders: Sequence[SepaOrder], payers: _Payers, day: date
) -> SepaBatch:
    id = new_id("sepa").replace("_", "-")
    lines = [_line(one, payers) for one in orders]
    content = await asyncio.to_thread(
        lambda: written(kind, id, lines, creditor, execute_on=day, made_at=as_datetime(tx.wall_now))
    )
    batch = SepaBatch(
        id=id, created=tx.wall_now, kind=kind, orders=len(orders), amount=sum(one.amount for one in orders),
        execute_on=day.isoformat(), sha256=hashlib.sha256(content).hexdigest(),
        content=safe.seal(content.decode(), about(tx.tenant.id, id, _COLUMN)),
    )  # fmt: skip
    await store.insert_batch(tx, batch)
    for one in orders:
        await store.save(tx, replace(one, batch=id))
    return batch


def _line(order: SepaOrder, payers: _Payers) -> Line:
    mandate = payers.mandates[order.mandate]
    return Line(
        end_to_end_id=order.end_to_end_id, amount=order.amount, name=payers.name(order),
        iban=payers.ibans[order.account], text=order.text, mandate=mandate.reference,
        given_on=as_datetime(mandate.customer_acceptance["accepted_at"]).date(), sequence=order.sequence or "",
    )  # fmt: skip


async def _payers(tx: Tx, safe: Safe, orders: Sequence[SepaOrder]) -> _Payers:
    mandates = await mandates_store.of_ids(tx, list({one.mandate for one in orders}))
    found = await methods.of_ids(tx, list({one.payment_method for one in mandates}))
    accounts = await sealed_accounts_store.of_ids(tx, list({one.account for one in orders}))
    return _Payers(
        {one.id: one for one in mandates}, {one.id: one for one in found},
        {one.id: open_iban(tx, safe, one) for one in accounts},
    )  # fmt: skip


async def _sequences(tx: Tx, orders: Sequence[SepaOrder], payers: _Payers) -> dict[str, str]:
    used = await store.used_mandates(tx, list({one.mandate for one in orders}))
    found = {}
    for one in orders:
        single_use = payers.mandates[one.mandate].type == SINGLE_USE
        found[one.id] = sequence_of(single_use=single_use, used_before=one.mandate in used)
        used.add(one.mandate)
    return found
