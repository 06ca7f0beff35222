"""Stop the reminders of a customer, their late fees or their statements of account, and resume them."""

from collections.abc import Mapping

from starlette.responses import Response

from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import below, customer_of
from billhook.dashboard.exempting import Switch, in_force, switch_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import exemptions_store, verbs
from billhook.invoices.rules.exemptions import LATE_FEES, REMINDERS, STATEMENTS

SWITCHES: Mapping[str, Switch] = {
    "stop-reminders": Switch(
        REMINDERS,
        True,
        Confirmation(
            heading="Stop the reminders of this customer?",
            sentences=("They get no mail that reminds of an invoice. Other mails are sent as before.",),
            button="Stop reminders",
            notice="This customer gets no reminders.",
        ),
        verbs.STOP_REMINDERS_OF_CUSTOMER,
    ),
    "resume-reminders": Switch(
        REMINDERS,
        False,
        Confirmation(
            heading="Resume the reminders of this customer?",
            sentences=("Reminders whose day has passed meanwhile are not mailed.",),
            button="Resume reminders",
            notice="This customer gets reminders again.",
        ),
        verbs.RESUME_REMINDERS_OF_CUSTOMER,
    ),
    "stop-late-fees": Switch(
        LATE_FEES,
        True,
        Confirmation(
            heading="No late fees for this customer?",
            sentences=("Their invoices cost no more late fees. Fees that were charged already stay.",),
            button="No late fees",
            notice="This customer pays no late fees.",
        ),
        verbs.STOP_LATE_FEES_OF_CUSTOMER,
    ),
    "resume-late-fees": Switch(
        LATE_FEES,
        False,
        Confirmation(
            heading="Charge late fees to this customer again?",
            sentences=("Fees whose day has passed meanwhile are not charged.",),
            button="Charge late fees",
            notice="This customer pays late fees again.",
        ),
        verbs.RESUME_LATE_FEES_OF_CUSTOMER,
    ),
    "stop-statements": Switch(
        STATEMENTS,
        True,
        Confirmation(
            heading="Stop the monthly statements of this customer?",
            sentences=("They get no statement of account by mail. Other mails are sent as before.",),
            button="Stop monthly statements",
            notice="This customer gets no monthly statements.",
        ),
        verbs.STOP_STATEMENTS_OF_CUSTOMER,
    ),
    "resume-statements": Switch(
        STATEMENTS,
        False,
        Confirmation(
            heading="Resume the monthly statements of this customer?",
            sentences=("They get their next statement of account on the first day of next month.",),
            button="Resume monthly statements",
            notice="This customer gets monthly statements again.",
        ),
        verbs.RESUME_STATEMENTS_OF_CUSTOMER,
    ),
}
"""By the last part of the address."""


async def ask(visit: Visit) -> Response:
    """Say what changes, before it does."""
    customer = await customer_of(visit)
    return switch_of(visit, SWITCHES).ask(visit, below(visit, customer))


async def act(visit: Visit) -> Response:
    """Exempt the customer, or end it."""
    customer = await customer_of(visit)
    return await switch_of(visit, SWITCHES).act(visit, customer.id, below(visit, customer))


async def offered(visit: Visit, customer: str) -> list[tuple[str, str]]:
    """The links that lead here: the last part of the address, and its words; none for what never happens anyway."""
    async with visit.reader() as reader:
        exempt = await exemptions_store.exempt_by_kind(reader, [customer])
    links = []
    for slug, switch in SWITCHES.items():
        is_exempt = bool(exempt[switch.what])
        if is_exempt != switch.exempts and (is_exempt or in_force(visit.tenant.settings, switch.what)):
            links.append((slug, switch.question.button))
    return links
