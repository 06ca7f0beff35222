"""Credit what a bank transfer was short of, within the tolerance of the account (invoicing.md §4.6, §6.8)."""

from billhook.credit_notes.actions.create import issue
from billhook.credit_notes.params import CreateCreditNote
from billhook.db.tx import Tx
from billhook.invoices.facts import InvoiceFallsShort

MEMO = "Underpayment within the tolerance"


async def credit_shortfall(tx: Tx, short: InvoiceFallsShort) -> None:
    """An open invoice, locked, is about to be paid by less than it asks for: the rest is credited."""
    await issue(tx, CreateCreditNote.of(invoice=short.invoice, amount=short.by, memo=MEMO))
