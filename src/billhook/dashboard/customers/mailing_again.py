"""Send a mail with a statement of account again."""

from starlette.responses import Response

from billhook.customers.objects import Customer
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import mails_store, verbs
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.rules.letters import STATEMENT
from billhook.invoices.rules.refusing import is_on_its_way
from billhook.kernel import errors


async def ask(visit: Visit) -> Response:
    """Say to whom it goes, before it does."""
    customer, mail = await _found(visit)
    return ask_page(visit, below(visit, customer), _question(mail))


async def act(visit: Visit) -> Response:
    """Send it, and lead back to the customer."""
    customer, mail = await _found(visit)
    return await act_on(visit, below(visit, customer), _question(mail), verbs.RESEND_MAIL, mail.id)


def is_sendable(mail: AskedMail) -> bool:
    """Whether the page of a customer sends a mail again; mails of an invoice are sent from the page of that."""
    return mail.kind == STATEMENT and not is_on_its_way(mail.status)


async def _found(visit: Visit) -> tuple[Customer, AskedMail]:
    customer = await customer_of(visit)
    async with visit.reader() as reader:
        mail = await mails_store.find_asked(reader, visit.named("mail"))
    if mail is None or mail.kind != STATEMENT or mail.about != customer.id:
        raise errors.NO_SUCH_PATH(noun="mail", id=visit.named("mail"))
    return customer, mail


def _question(mail: AskedMail) -> Confirmation:
    return Confirmation(
        heading="Send this statement of account again?",
        sentences=(f"Sends to {', '.join([mail.recipient, *mail.copies])}, as the mail before.",),
        button="Send again",
        notice=f"The mail to {mail.recipient} is on its way again.",
    )
