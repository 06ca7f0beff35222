"""Ask for one verb on many invoices: the run is written down, and the worker works it off."""

from collections.abc import Sequence

from billhook.db.cause import By
from billhook.db.tx import Tx
from billhook.invoices import bulk_store, store
from billhook.invoices.bulk_store import INVOICES_MAX, BulkRun
from billhook.kernel import errors

BULK_JOB = "invoices.bulk"


async def start_bulk(tx: Tx, run_id: str, invoices: Sequence[str], *, verb: str) -> BulkRun:
    """The run of a person. Raises ARRAY_TOO_LONG, MISSING_PARAMETER, and NO_SUCH_PARAM for an invoice that is gone.

    The permission is that of the verb. It is asked for here, and once more at each invoice.
    """
    ids = list(dict.fromkeys(invoices))
    if not ids:
        raise errors.MISSING_PARAMETER(param="invoice", name="invoice")
    if len(ids) > INVOICES_MAX:
        raise errors.ARRAY_TOO_LONG(param="invoice", name="invoice", limit=INVOICES_MAX)
    found = {details.invoice.id: details.invoice for details in await store.of_ids(tx, ids)}
    for id in ids:
        if id not in found:
            raise errors.NO_SUCH_PARAM(param="invoice", noun="invoice", id=id)
    cause = tx.cause
    assert cause.actor.by is By.PERSON
    assert cause.origin is not None
    run = BulkRun(
        run_id, tx.now, verb, cause.actor.name, cause.actor.label, cause.origin.address, cause.origin.device,
        cause.origin.session, due_at=tx.now, finished_at=None,
    )  # fmt: skip
    await bulk_store.insert(tx, run, [(id, found[id].number or "Draft") for id in ids])
    tx.enqueue(BULK_JOB, f"{tx.tenant.id}/{run.id}")
    return run
