"""Send one mail of an invoice again."""

from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.developers.words import told
from billhook.dashboard.invoices.badges import named
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import mails_store, verbs
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors


async def ask(visit: Visit) -> Response:
    """Say to whom it goes, before it does."""
    details, mail = await _found(visit)
    return ask_page(visit, _place(visit, details), _question(details, mail))


async def act(visit: Visit) -> Response:
    """Send it, and lead back to the invoice."""
    details, mail = await _found(visit)
    return await act_on(visit, _place(visit, details), _question(details, mail), verbs.RESEND_MAIL, mail.id)


async def _found(visit: Visit) -> tuple[InvoiceDetails, AskedMail]:
    details = await invoice_of(visit)
    async with visit.reader() as reader:
        mail = await mails_store.find_asked(reader, visit.named("mail"))
    if mail is None or mail.invoice != details.invoice.id:
        raise errors.NO_SUCH_PATH(noun="mail", id=visit.named("mail"))
    return details, mail


def _question(details: InvoiceDetails, mail: AskedMail) -> Confirmation:
    is_letter = mail.said is not None
    paid = ("The mail will not say that it is paid.",) if details.invoice.status == "paid" and not is_letter else ()
    return Confirmation(
        heading=f"Send the mail “{told(mail)}” again?" if is_letter else f"Send {named(details.invoice)} again?",
        sentences=(f"Sends to {', '.join([mail.recipient, *mail.copies])}, as the mail before.", *paid),
        button="Send again",
        notice=f"The mail to {mail.recipient} is on its way again.",
    )


def _place(visit: Visit, details: InvoiceDetails) -> Place:
    address = visit.to(f"/invoices/{details.invoice.id}")
    return Place("invoices", [(visit.to("/invoices"), "Invoices"), (address, named(details.invoice))], address)
