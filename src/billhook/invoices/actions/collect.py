"""Collect an invoice by itself: charge the default method when its moment has come (invoicing.md §4.4, §4.5)."""

from dataclasses import replace
from typing import Any

from billhook.customers.actions.delinquency import set_delinquent
from billhook.db.calls import Call, Refused
from billhook.db.jobs import JobContext
from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions import pay
from billhook.invoices.actions.default_payment import idle
from billhook.invoices.actions.reporting import report_change
from billhook.invoices.objects import Sheet
from billhook.invoices.params import PayInvoice
from billhook.invoices.rules.collecting import attempted
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel.errors import ApiError
from billhook.payments import store as payments
from billhook.processors.interface import Outcome

VERB = "invoice.collect"


async def collect(context: JobContext, tenant_id: int, invoice_id: str) -> None:
    """Claim what is due, ask, and settle. If this process dies in between, the call is asked again by the sweep."""
    async with context.begin(tenant_id) as tx:
        call = await _claimed(tx, invoice_id)
        tenant = tx.tenant
    if call is None:
        return
    answer = await context.calls.ask(tenant, call)
    async with context.begin(tenant_id) as tx:
        await context.calls.settle(tx, call, answer)


async def _claimed(tx: Tx, invoice_id: str) -> Call | None:
    sheet = await _due(tx, invoice_id)
    if sheet is None:
        return None
    try:
        return await pay.claimed(tx, sheet, await idle(tx, sheet.invoice), PayInvoice(), verb=VERB)
    except ApiError:
        # There is nothing to charge it with.
        await _fail(tx, sheet)
        return None


async def _due(tx: Tx, invoice_id: str) -> Sheet | None:
    try:
        sheet = await store.lock(tx, invoice_id)
    except ApiError:
        return None
    invoice = sheet.invoice
    moment = invoice.next_payment_attempt
    due = invoice.status == OPEN and invoice.auto_advance and moment is not None and moment <= tx.now
    return sheet if due else None


async def _fail(tx: Tx, before: Sheet) -> None:
    invoice = attempted(before.invoice)
    await store.save(tx, before.invoice, invoice)
    report_change(tx, before, replace(before, invoice=invoice), "invoice.payment_failed")
    await set_delinquent(tx, invoice.customer, True)


async def settle(tx: Tx, call: Call, outcome: Outcome | None) -> dict[str, Any] | Refused:
    """As `pay` does; after an attempt that came to nothing the customer is delinquent."""
    result = await pay.settle(tx, call, outcome)
    if isinstance(result, Refused):
        intent = await payments.find_intent(tx, call.subject)
        if intent is not None and intent.customer is not None:
            await set_delinquent(tx, intent.customer, True)
    return result
