"""Mail a new link to an invoice, because the visitor of an expired one asks for it."""

from billhook.db.tx import Tx
from billhook.invoices import mails_store, store
from billhook.invoices.actions.mailing import ask_for_letter
from billhook.invoices.rules.letters import LINK, Said
from billhook.invoices.rules.link_mails import recipient_of_link


async def mail_link(tx: Tx, invoice_id: str, typed: str) -> None:
    """Ask for the mail if it may leave (`rules/link_mails.py`). Nobody learns whether it does.

    It goes to that address alone, without the copies that other mails have.
    """
    details = await store.lock(tx, invoice_id)
    to = recipient_of_link(await mails_store.of_invoice(tx, invoice_id), typed, tx.now)
    if to is not None:
        await ask_for_letter(tx, details, LINK, None, Said(0), to=to, cc=())
