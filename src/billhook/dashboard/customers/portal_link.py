"""A link to the portal of a customer: made here and shown once. The person who made it hands it over."""

from starlette.responses import Response

from billhook.customers.objects import Customer
from billhook.dashboard.asking import ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import address_of, below, customer_of, named
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.errors import ApiError
from billhook.portal import verbs
from billhook.portal.objects import OpenedSession
from billhook.portal.params import CreatePortalSession
from billhook.wire import addresses


async def ask(visit: Visit) -> Response:
    """Say what the link opens, before it is made."""
    customer = await customer_of(visit)
    return ask_page(visit, below(visit, customer), _question(customer))


async def create(visit: Visit) -> Response:
    """Make a session and show its link, which nobody can look up afterwards."""
    customer = await customer_of(visit)
    try:
        made: OpenedSession | Done = await visit.run(verbs.CREATE, CreatePortalSession.of(customer=customer.id))
    except ApiError as error:
        if error.status in (403, 404):
            raise
        return ask_page(visit, below(visit, customer), _question(customer), error)
    if isinstance(made, Done):
        return visit.back(address_of(visit, customer), "This was done already. A link is shown only once.")
    return visit.page(
        "customers/portal_link.html", title="Portal link", area="customers", place=below(visit, customer),
        name=named(customer), link=addresses.portal(visit.tenant, made.token), headers=SECRET_HEADERS,
    )  # fmt: skip


def _question(customer: Customer) -> Confirmation:
    return Confirmation(
        heading=f"Make a portal link for {named(customer)}?",
        sentences=(
            "With the link, anyone sees their invoices, receipts and credit notes.",
            "They can also change billing details, tax IDs and payment methods.",
            "It works until an hour after it was last used, for a day at most. Nobody is told yet.",
        ),
        button="Make portal link",
        notice="The link is made.",
    )
