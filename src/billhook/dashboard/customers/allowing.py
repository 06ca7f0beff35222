"""Let mails go to the e-mail of a customer again after they came back."""

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.customers.naming import below, customer_of
from billhook.dashboard.developers.allowing import question, suppression_of
from billhook.dashboard.visiting import Visit
from billhook.mail_returns import verbs


async def ask(visit: Visit) -> Response:
    """Say why the address gets no mails, before it does again."""
    customer = await customer_of(visit)
    suppression = await suppression_of(visit, customer.email or "")
    return ask_page(visit, below(visit, customer), question(visit, suppression))


async def act(visit: Visit) -> Response:
    """Allow the address, and lead back to the customer."""
    customer = await customer_of(visit)
    suppression = await suppression_of(visit, customer.email or "")
    place = below(visit, customer)
    return await act_on(visit, place, question(visit, suppression), verbs.ALLOW, suppression.address)
