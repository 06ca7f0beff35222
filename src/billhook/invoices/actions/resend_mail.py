"""Send one mail of an invoice again, to the addresses to which it went."""

from billhook.db.tx import Tx
from billhook.invoices import mails_store, store, view
from billhook.invoices.actions.mailing import ask_for_letter, ask_for_mail
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.rules.refusing import refusal_of_resend
from billhook.kernel import errors


async def resend_mail(tx: Tx, mail_id: str) -> AskedMail:
    """The mail that was there; another is on its way. That of the invoice itself has today's words, and `invoice.sent`
    tells of it; any other says what it said.

    Raises NO_SUCH_PATH, SEND_NOT_VOID, MAIL_POINTLESS, MAIL_ON_ITS_WAY.
    """
    mail = await mails_store.find_asked(tx, mail_id)
    if mail is None:
        raise errors.NO_SUCH_PATH(noun="mail", id=mail_id)
    details = await store.lock(tx, mail.invoice)
    # Read again: a worker may have taken it on before the invoice was locked.
    mail = await mails_store.find_asked(tx, mail_id) or mail
    if (refusal := refusal_of_resend(details, mail.kind, mail.status)) is not None:
        raise refusal
    if mail.said is not None:
        await ask_for_letter(tx, details, mail.kind, mail.about, mail.said, to=mail.recipient, cc=mail.copies)
        return mail
    await ask_for_mail(tx, details, to=mail.recipient, cc=mail.copies)
    tx.emit("invoice.sent", tx.render(view.invoice, details))
    return mail
