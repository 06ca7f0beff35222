"""Work off a bulk run: each invoice in a transaction of its own, in the name of the person who asked.

A worker claims the run for a while. The outcome of an invoice commits together with what the verb did to it, under a
lock on its row. So nothing is done twice, whoever dies and however many work; what is left is due again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from billhook.db.cause import Actor, By, Cause, Origin
from billhook.db.executor import Acting
from billhook.db.jobs import JobContext
from billhook.db.pool import borrowed
from billhook.db.tx import Tx
from billhook.db.verbs import Verb
from billhook.invoices import bulk_store
from billhook.invoices.actions.delete import delete
from billhook.invoices.actions.finalize import finalize
from billhook.invoices.actions.mark_uncollectible import mark_uncollectible
from billhook.invoices.actions.send import send
from billhook.invoices.actions.start_bulk import BULK_JOB
from billhook.invoices.actions.void import void
from billhook.invoices.bulk_store import BulkRow, BulkRun
from billhook.invoices.params import FinalizeInvoice
from billhook.invoices.rules.refusing import reason_of
from billhook.kernel.errors import ApiError
from billhook.people import store as people
from billhook.people.objects import Person
from billhook.people.rules import permissions
from billhook.people.rules.lifecycle import ACTIVE
from billhook.people.rules.roles import Role

CLAIM_SECONDS = 30
"""A worker that gave no sign of life for so long is taken for dead."""
_ROWS = 25


class RowTaken(Exception):
    """Another worker has this invoice of the run, or had it."""


async def _finalize(tx: Tx, invoice_id: str) -> object:
    return await finalize(tx, FinalizeInvoice.of(), invoice_id)


_DO: Mapping[str, tuple[Callable[[Tx, str], Awaitable[object]], str]] = {
    "send": (send, "invoices:issue"),
    "finalize": (_finalize, "invoices:issue"),
    "void": (void, "invoices:void"),
    "mark_uncollectible": (mark_uncollectible, "invoices:write_off"),
    "delete": (delete, "invoices:write"),
}

PERMISSIONS: Mapping[str, str] = {verb: needs for verb, (_, needs) in _DO.items()}
"""What each verb of a run needs: the same as the verb for one invoice."""


async def _on_row(
    act: Callable[[Tx, str], Awaitable[object]], tx: Tx, invoice_id: str, run_id: str, position: int
) -> None:  # fmt: skip
    """Do the verb, and write down that it is done. Raises what the verb raises, and RowTaken."""
    if not await bulk_store.lock_waiting(tx, run_id, position):
        raise RowTaken
    await act(tx, invoice_id)
    await bulk_store.settle(tx, run_id, position, None)


# The audit log and the permissions know them by the names of the verbs for one invoice.
_ON_ROW = {name: Verb(f"invoice.{name}", partial(_on_row, act), needs=needs) for name, (act, needs) in _DO.items()}


@dataclass(slots=True)
class InTheirName(Acting):
    """The worker as a caller of verbs for a person: what the person may not do any more, it may not do either."""

    person: Person | None = None

    def permit(self, verb: Verb, arguments: Sequence[Any]) -> None:
        """Raises ROLE_NOT_PERMITTED."""
        assert self.person is not None
        for permission in verb.needed(arguments):
            permissions.insist(Role(self.person.role), permission, livemode=self.tenant.livemode)


async def work_off_bulk(context: JobContext, tenant_id: int, run_id: str) -> None:
    """Do some more of a run if it is due; safe to call at any time and from anywhere."""
    async with context.begin(tenant_id) as tx:
        run = await bulk_store.claim(tx, run_id, tx.now + CLAIM_SECONDS)
    if run is None:
        return
    tenant = await context.directory.tenant(tenant_id)
    actor = Actor(By.PERSON, run.person, run.person_label)
    caller = InTheirName(
        context.directory, tenant, Cause(actor=actor, origin=Origin(run.address, run.device, run.session))
    )
    async with context.read(tenant_id) as reader:
        rows = await bulk_store.waiting(reader, run_id, _ROWS)
    for row in rows:
        await _settle(context, caller, run, row)
    async with context.begin(tenant_id) as tx:
        if await bulk_store.go_on(tx, run_id):
            tx.enqueue(BULK_JOB, f"{tenant_id}/{run_id}")


async def _settle(context: JobContext, caller: InTheirName, run: BulkRun, row: BulkRow) -> None:
    """Do the verb for one invoice; a refusal is written down with its reason."""
    async with borrowed(context.transactions.pool) as conn:
        caller.person = await people.find(conn, run.person)
    try:
        if caller.person is None or caller.person.status != ACTIVE:
            reason = f"{run.person_label} may no longer sign in."
        else:
            await context.executor.run(_ON_ROW[run.verb], caller, row.invoice, run.id, row.position)
            return
    except RowTaken:
        return
    except ApiError as error:
        reason = reason_of(error)
    async with context.begin(caller.tenant.id) as tx:
        if await bulk_store.lock_waiting(tx, run.id, row.position):
            await bulk_store.settle(tx, run.id, row.position, reason)
