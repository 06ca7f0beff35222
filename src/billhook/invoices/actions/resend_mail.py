"""Send one mail again, to the addresses to which it went."""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices import mails_store, store, view
from billhook.invoices.actions.mailing import ask_for_letter, ask_for_letter_alone, ask_for_mail
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.rules.letters import RECEIPT, STATEMENT, Said
from billhook.invoices.rules.refusing import is_on_its_way, refusal_of_resend
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.number_receipt import number_receipt


async def resend_mail(tx: Tx, mail_id: str) -> AskedMail:
    """The mail that was there; another is on its way. That of the invoice itself has today's words, and `invoice.sent`
    tells of it; any other says what it said.

    Raises NO_SUCH_PATH, SEND_NOT_VOID, MAIL_POINTLESS, MAIL_ON_ITS_WAY.
    """
    mail = await mails_store.find_asked(tx, mail_id)
    if mail is None:
        raise errors.NO_SUCH_PATH(noun="mail", id=mail_id)
    if mail.invoice is None:
        return await _resend_alone(tx, mail)
    details = await store.lock(tx, mail.invoice)
    # Read again: a worker may have taken it on before the invoice was locked.
    mail = await mails_store.find_asked(tx, mail_id) or mail
    if (refusal := refusal_of_resend(details, mail.kind, mail.status)) is not None:
        raise refusal
    if mail.said is not None:
        said = await _numbered(tx, mail, mail.said)
        await ask_for_letter(tx, details, mail.kind, mail.about, said, to=mail.recipient, cc=mail.copies)
        return mail
    await ask_for_mail(tx, details, to=mail.recipient, cc=mail.copies)
    tx.emit("invoice.sent", tx.render(view.invoice, details))
    return mail


async def _resend_alone(tx: Tx, mail: AskedMail) -> AskedMail:
    """The same for a mail that is of no invoice."""
    assert mail.about is not None
    assert mail.said is not None
    if is_on_its_way(mail.status):
        raise errors.MAIL_ON_ITS_WAY()
    if mail.kind == STATEMENT and await customers.lock(tx, mail.about) is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=mail.about)
    await ask_for_letter_alone(tx, None, mail.kind, mail.about, mail.said, to=mail.recipient, cc=mail.copies)
    return mail


async def _numbered(tx: Tx, mail: AskedMail, said: Said) -> Said:
    """What the mail said; a receipt that was mailed before receipts had numbers gets one."""
    if mail.kind != RECEIPT or mail.about is None or said.number is not None:
        return said
    return replace(said, number=(await number_receipt(tx, mail.about)).receipt_number)
