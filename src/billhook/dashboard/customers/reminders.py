"""Reminders of unpaid invoices, off for a customer or on again. The Dashboard alone knows of it."""

from starlette.responses import Response

from billhook.customers import reminders_store, verbs
from billhook.customers.objects import Customer
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of, named
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors

_VERBS = {"stop": verbs.STOP_REMINDERS, "resume": verbs.RESUME_REMINDERS}


async def ask(visit: Visit) -> Response:
    """Say what changes, before it does."""
    customer = await customer_of(visit)
    return ask_page(visit, below(visit, customer), _question(visit, customer))


async def act(visit: Visit) -> Response:
    """Switch them, and lead back to the customer."""
    customer = await customer_of(visit)
    question = _question(visit, customer)
    return await act_on(visit, below(visit, customer), question, _VERBS[visit.named("switch")], customer.id)


async def are_off(visit: Visit, customer: str) -> bool:
    """Whether a customer gets no reminders."""
    async with visit.reader() as reader:
        return bool(await reminders_store.off_among(reader, [customer]))


def _question(visit: Visit, customer: Customer) -> Confirmation:
    name = named(customer)
    if visit.named("switch") == "stop":
        return Confirmation(
            heading=f"Stop reminders for {name}?",
            sentences=("They get no mail that reminds of an invoice. Other mails are sent as before.",),
            button="Stop reminders",
            notice=f"{name} gets no reminders.",
        )
    if visit.named("switch") == "resume":
        return Confirmation(
            heading=f"Send reminders to {name} again?",
            sentences=("They get the reminders that are still to come. Those that passed are not sent.",),
            button="Send reminders",
            notice=f"{name} gets reminders again.",
        )
    raise errors.NO_SUCH_PATH(noun="page", id=visit.named("switch"))
