"""Remind the customer of an invoice that is not paid yet, by mail (invoicing.md §5)."""

from billhook.db.tx import Tx
from billhook.invoices import exemptions_store
from billhook.invoices.actions.mailing import ask_for_letter
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.exemptions import REMINDERS
from billhook.invoices.rules.letters import Said
from billhook.invoices.rules.reminding import gets_reminders, kind_of_reminder
from billhook.kernel.days import days_between


async def remind(tx: Tx, details: InvoiceDetails) -> None:
    """Ask for the mail about a locked, open invoice, unless it gets none. It says what remains today."""
    invoice = details.invoice
    assert invoice.due_date is not None
    exempt = await exemptions_store.exempt_among(tx, REMINDERS, [invoice.id, invoice.customer])
    if gets_reminders(invoice) and not exempt:
        days = days_between(invoice.due_date, tx.now, tx.tenant.settings.time_zone)
        said = Said(invoice.amount_remaining, days_after_due=days)
        await ask_for_letter(tx, details, kind_of_reminder(days), None, said)
