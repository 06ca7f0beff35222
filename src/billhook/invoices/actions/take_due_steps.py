"""What happens to an open invoice around its due date (invoicing.md §4.6)."""

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.tx import Tx
from billhook.invoices import payments_store, store, view
from billhook.invoices.actions.charge_late_fee import charge_late_fee
from billhook.invoices.actions.mark_uncollectible import write_off
from billhook.invoices.actions.remind import remind
from billhook.invoices.facts import InvoiceChanged
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.due_steps import (
    OVERDUE,
    PAST_DUE,
    WILL_BE_DUE,
    WRITE_OFF,
    costs_a_fee,
    held,
    is_reminded,
    planned_steps,
    steps_due,
)
from billhook.invoices.rules.lifecycle import OPEN
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
    waiting = await _held(tx, before, steps)
    taken = [step for step in steps if step not in waiting]
    known = before.invoice.due_steps
    # What is held is looked at again a day later; the steps that come before are taken at their moments.
    planned = planned_steps(replace(before.invoice, due_steps=[*known, *steps]), account, now=tx.now)
    moments = [planned.next_due_step_at, tx.now + DAY_SECONDS if waiting else None]
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
    if PAST_DUE in taken and WRITE_OFF not in taken and invoice.subscription is not None:
        await tx.announce(InvoiceChanged(before.invoice, invoice))
    if costs_a_fee(taken):
        await charge_late_fee(tx, invoice)


async def _held(tx: Tx, details: InvoiceDetails, steps: list[str]) -> list[str]:
    """The steps that wait, because money may be on its way."""
    if not held(steps, in_flight=True, attached=True):
        return []
    intent = await lock_unpaid(tx, details.invoice.payment_intent)
    beside = await payments_store.open_beside(tx, details.invoice.id)
    begun = is_in_flight(intent) or (beside is not None and is_in_flight(await payments.find_intent(tx, beside)))
    return held(steps, in_flight=begun, attached=beside is not None)
