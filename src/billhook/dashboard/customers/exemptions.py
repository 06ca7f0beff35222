"""Stop the reminders of a customer or their late fees, and resume them."""

from collections.abc import Mapping

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of
from billhook.dashboard.invoices.exemptions import Switch, in_force, is_exempt, switch_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.rules.exemptions import LATE_FEES, REMINDERS

SWITCHES: Mapping[str, Switch] = {
    "reminders": Switch(
        REMINDERS,
        Confirmation(
            heading="Stop the reminders of this customer?",
            sentences=("They get no mail that reminds of an invoice. Other mails are sent as before.",),
            button="Stop reminders",
            notice="This customer gets no reminders.",
        ),
        Confirmation(
            heading="Resume the reminders of this customer?",
            sentences=("Reminders whose day has passed meanwhile are not mailed.",),
            button="Resume reminders",
            notice="This customer gets reminders again.",
        ),
        verbs.STOP_REMINDERS_OF_CUSTOMER,
        verbs.RESUME_REMINDERS_OF_CUSTOMER,
    ),
    "late-fees": Switch(
        LATE_FEES,
        Confirmation(
            heading="No late fees for this customer?",
            sentences=("Their invoices cost no more late fees. Fees that were charged already stay.",),
            button="No late fees",
            notice="This customer pays no late fees.",
        ),
        Confirmation(
            heading="Charge late fees to this customer again?",
            sentences=("Fees whose day has passed meanwhile are not charged.",),
            button="Charge late fees",
            notice="This customer pays late fees again.",
        ),
        verbs.STOP_LATE_FEES_OF_CUSTOMER,
        verbs.RESUME_LATE_FEES_OF_CUSTOMER,
    ),
}
"""By the last part of the address."""


async def ask(visit: Visit) -> Response:
    """Say what changes, before it does."""
    switch = switch_of(visit, SWITCHES)
    customer = await customer_of(visit)
    question = switch.question(is_exempt=await is_exempt(visit, switch.what, customer.id))
    return ask_page(visit, below(visit, customer), question)


async def act(visit: Visit) -> Response:
    """Exempt the customer; one who is exempt is so no longer."""
    switch = switch_of(visit, SWITCHES)
    customer = await customer_of(visit)
    exempt = await is_exempt(visit, switch.what, customer.id)
    question, verb = switch.question(is_exempt=exempt), switch.verb(is_exempt=exempt)
    return await act_on(visit, below(visit, customer), question, verb, customer.id)


async def offered(visit: Visit, customer: str) -> list[tuple[str, str]]:
    """The links that lead here: the last part of the address, and its words; none for what never happens anyway."""
    links = []
    for slug, switch in SWITCHES.items():
        is_off = await is_exempt(visit, switch.what, customer)
        if is_off or in_force(visit.tenant.settings, switch.what):
            links.append((slug, switch.question(is_exempt=is_off).button))
    return links
