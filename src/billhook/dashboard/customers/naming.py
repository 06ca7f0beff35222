"""What a customer is called, and where their pages stand."""

from billhook.customers import verbs
from billhook.customers.objects import Customer
from billhook.dashboard.asking import Place
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors


def named(customer: Customer) -> str:
    """The name; without one the e-mail, and without that a word."""
    return customer.name or customer.business_name or customer.email or "Customer without a name"


async def customer_of(visit: Visit) -> Customer:
    """The customer of the address, in whose time the page lives. Raises NO_SUCH_PATH, also for a deleted one."""
    found: Customer = await visit.look(verbs.RETRIEVE, visit.named("customer"))
    if found.is_deleted:
        raise errors.NO_SUCH_PATH(noun="customer", id=found.id)
    await visit.live_on(found.test_clock)
    return found


def address_of(visit: Visit, customer: Customer) -> str:
    """The address of the customer's page."""
    return visit.to(f"/customers/{customer.id}")


def below(visit: Visit, customer: Customer) -> Place:
    """A page below the one of a customer, which leads back there."""
    here = address_of(visit, customer)
    return Place("customers", [(visit.to("/customers"), "Customers"), (here, named(customer))], here)
