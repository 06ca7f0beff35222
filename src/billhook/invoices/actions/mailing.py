"""Ask for a mail of an invoice. It leaves by a job; the transaction that asks only writes down that it is wanted.

Copies go to `cc`, or else to the addresses that are kept beside the customer; blind copies go to those of the account's
settings. All of them are written down now: a list that somebody changes later changes no mail that was asked for.
"""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.invoices import mails_store
from billhook.invoices.mails_store import Recipients
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.letters import Said
from billhook.invoices.rules.lifecycle import PAID
from billhook.kernel import email_list
from billhook.kernel.ids import new_id


async def ask_for_mail(
    tx: Tx, details: InvoiceDetails, *, to: str | None = None, cc: Sequence[str] | None = None
) -> None:
    """Write down a mail of a finalized invoice, and wake the job that sends it.

    It goes to the address `to`, or else to the customer, who has one.
    """
    recipient = to or details.bill_to.email
    assert recipient is not None
    mail_id = new_id("inmail")
    recipients = _recipients(tx, details, recipient, cc)
    await mails_store.insert(tx, mail_id, details.invoice.id, recipients, says_paid=details.invoice.status == PAID)
    wake(tx, mail_id)


async def ask_for_letter(
    tx: Tx,
    details: InvoiceDetails,
    kind: str,
    about: str | None,
    said: Said,
    *,
    to: str | None = None,
    cc: Sequence[str] | None = None,
) -> None:
    """Write down a mail of this kind (`rules/letters.py`) about what happened to a finalized invoice.

    It goes to the address `to`, or else to that of the invoice; without one there is no mail.
    """
    recipient = to or details.bill_to.email
    if recipient:
        mail_id = new_id("inmail")
        recipients = _recipients(tx, details, recipient, cc)
        await mails_store.insert(tx, mail_id, details.invoice.id, recipients, kind=kind, about=about, said=said)
        wake(tx, mail_id)


async def ask_for_letter_alone(
    tx: Tx,
    customer: str | None,
    kind: str,
    about: str,
    said: Said,
    *,
    to: str,
    cc: Sequence[str] | None = None,
) -> None:
    """Write down a mail that is of no invoice: `about` is the charge, the refund or the customer of whom it tells."""
    mail_id = new_id("inmail")
    recipients = Recipients(customer, to, cc, email_list.parsed(tx.tenant.settings.mail_bcc))
    await mails_store.insert(tx, mail_id, None, recipients, kind=kind, about=about, said=said)
    wake(tx, mail_id)


def _recipients(tx: Tx, details: InvoiceDetails, to: str, cc: Sequence[str] | None) -> Recipients:
    return Recipients(details.invoice.customer, to, cc, email_list.parsed(tx.tenant.settings.mail_bcc))


def wake(tx: Tx, mail_id: str) -> None:
    """Have a worker send the mail once this transaction has committed."""
    tx.enqueue("invoices.mail", f"{tx.tenant.id}/{mail_id}")
