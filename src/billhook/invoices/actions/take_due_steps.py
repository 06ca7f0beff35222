"""What happens to an open invoice around its due date (invoicing.md §4.6)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store, view
from billhook.invoices.actions.mark_uncollectible import write_off
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.due_steps import Step, planned_steps, steps_due
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel.clock import DAY_SECONDS
from billhook.kernel.replacing import replace
from billhook.payments.actions.for_invoice import is_in_flight, lock_unpaid

_TOLD: dict[Step, str] = {"will_be_due": "invoice.will_be_due", "overdue": "invoice.overdue"}


async def take_due_steps(tx: Tx, invoice_id: str) -> None:
    """Take every step whose moment has come, once, and write down when the next one is due."""
    details = await store.lock_if_any(tx, invoice_id)
    moment = details.invoice.next_due_step_at if details is not None else None
    if details is not None and details.invoice.status == OPEN and moment is not None and moment <= tx.now:
        await _take(tx, details)


async def _take(tx: Tx, before: InvoiceDetails) -> None:
    account = tx.tenant.settings
    steps = steps_due(before.invoice, account, now=tx.now)
    waits = "write_off" in steps and await _may_still_be_paid(tx, before)
    taken: list[Step] = [step for step in steps if not (waits and step == "write_off")]
    invoice = planned_steps(replace(before.invoice, due_steps=[*before.invoice.due_steps, *taken]), account, now=tx.now)
    if waits:
        invoice = replace(invoice, next_due_step_at=tx.now + DAY_SECONDS)
    details = replace(before, invoice=invoice)
    await store.save(tx, before.invoice, invoice)
    for step in taken:
        if step in _TOLD:
            tx.emit(_TOLD[step], tx.render(view.invoice, details))
    if "write_off" in taken:
        await write_off(tx, details, "payment_not_received")
    elif "past_due" in taken:
        await set_delinquent(tx, invoice.customer, True)


async def _may_still_be_paid(tx: Tx, details: InvoiceDetails) -> bool:
    """Whether money is on its way, so that nothing is written off yet."""
    intent = await lock_unpaid(tx, details.invoice.payment_intent)
    return is_in_flight(intent) or await payments_store.open_beside(tx, details.invoice.id) is not None
