"""What happens to an open invoice around its due date (invoicing.md §4.6)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store, view
from billhook.invoices.actions.mark_uncollectible import write_off
from billhook.invoices.actions.remind import remind
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.due_steps import (
    OVERDUE,
    PAST_DUE,
    WILL_BE_DUE,
    WRITE_OFF,
    is_reminded,
    planned_steps,
    steps_due,
)
from billhook.invoices.rules.lifecycle import OPEN
from billhook.invoices.rules.reminding import is_reminder
from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.replacing import replace
from billhook.payments import store as payments
from billhook.payments.actions.for_invoice import is_in_flight, lock_unpaid

_TOLD = {WILL_BE_DUE: "invoice.will_be_due", OVERDUE: "invoice.overdue"}


async def take_due_steps(tx: Tx, invoice_id: str) -> None:
    """Take every step whose moment has come, once, and write down when the next one is due."""
    details = await store.lock_if_any(tx, invoice_id)
    moment = details.invoice.next_due_step_at if details is not None else None
    if details is not None and details.invoice.status == OPEN and moment is not None and moment <= tx.now:
        await _take(tx, details)


async def _take(tx: Tx, before: InvoiceDetails) -> None:
    account = tx.tenant.settings
    steps = steps_due(before.invoice, account, now=tx.now)
    held = await _held(tx, before, steps)
    taken = [step for step in steps if step not in held]
    known = before.invoice.due_steps
    # What is held is looked at again a day later; the steps that come before are taken at their moments.
    planned = planned_steps(replace(before.invoice, due_steps=[*known, *steps]), account, now=tx.now)
    moments = [planned.next_due_step_at, tx.now + DAY_SECONDS if held else None]
    following = min((moment for moment in moments if moment is not None), default=None)
    invoice = replace(before.invoice, due_steps=[*known, *taken], next_due_step_at=following)
    details = replace(before, invoice=invoice)
    await store.save(tx, before.invoice, invoice)
    for step in taken:
        if step in _TOLD:
            tx.emit(_TOLD[step], tx.render(view.invoice, details))
    if is_reminded(taken):
        await remind(tx, details)
    if WRITE_OFF in taken:
        await write_off(tx, details, "payment_not_received")
    elif PAST_DUE in taken:
        await set_delinquent(tx, invoice.customer, True)


async def _held(tx: Tx, details: InvoiceDetails, steps: list[str]) -> list[str]:
    """The steps that wait, because money may be on its way: nothing is written off, and nobody is reminded."""
    waiting = [step for step in steps if step == WRITE_OFF or is_reminder(step)]
    if not waiting:
        return []
    intent = await lock_unpaid(tx, details.invoice.payment_intent)
    if is_in_flight(intent):
        return waiting
    beside = await payments_store.open_beside(tx, details.invoice.id)
    if beside is None:
        return []
    # A payment that is attached and not begun may never come: it holds the write-off alone.
    begun = is_in_flight(await payments.find_intent(tx, beside))
    return [step for step in waiting if begun or step == WRITE_OFF]
