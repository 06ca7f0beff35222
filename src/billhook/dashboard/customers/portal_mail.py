"""Mail a customer a link to their portal."""

from starlette.responses import Response

from billhook.customers.objects import Customer
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of, named
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs


async def ask(visit: Visit) -> Response:
    """Say to whom the link goes, before it does."""
    customer = await customer_of(visit)
    return ask_page(visit, below(visit, customer), _question(customer))


async def act(visit: Visit) -> Response:
    """Ask for the mail, and lead back to the customer."""
    customer = await customer_of(visit)
    return await act_on(visit, below(visit, customer), _question(customer), verbs.MAIL_PORTAL_LINK, customer.id)


def _question(customer: Customer) -> Confirmation:
    to = customer.email or "their e-mail address, which is missing"
    return Confirmation(
        heading=f"Mail {named(customer)} a link to their portal?",
        sentences=(
            f"Sends to {to}. Copies are not sent, because anyone with the link can change billing details.",
            "The link works for a day from the moment in which the mail leaves.",
        ),
        button="Mail the link",
        notice="The mail with the link is on its way.",
    )
