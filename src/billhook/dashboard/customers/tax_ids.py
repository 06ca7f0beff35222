"""The tax ids of a customer: add one, delete one."""

from starlette.responses import Response

from billhook.customers import verbs
from billhook.customers.objects import Customer
from billhook.customers.params import CreateTaxIdOfCustomer
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.choices import tax_id_type, tax_id_types
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.customers.naming import address_of, below, customer_of, named
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.visiting import Visit
from billhook.kernel.api_error import ApiError

_FIELDS = {"type": "type", "value": "value"}


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    return _form(visit, await customer_of(visit), "", "", Faults())


async def create(visit: Visit) -> Response:
    """Add the tax id; drafts and later invoices show it."""
    customer = await customer_of(visit)
    kind, value, faults = visit.form.text("type"), visit.form.text("value"), Faults()
    params = checked(CreateTaxIdOfCustomer, {"type": kind, "value": value}, faults, _FIELDS.get)
    if params is not None:
        try:
            await visit.run(verbs.CREATE_TAX_ID_OF, params, customer.id)
        except ApiError as error:
            if error.status in (403, 404):
                raise
            faults.add(error, _FIELDS.get)
    if faults:
        return _form(visit, customer, kind, value, faults)
    return visit.back(address_of(visit, customer), "The tax ID is added.")


async def ask(visit: Visit) -> Response:
    """Ask before the tax id is deleted."""
    customer = await customer_of(visit)
    return ask_page(visit, below(visit, customer), await _question(visit, customer))


async def delete(visit: Visit) -> Response:
    """Delete the tax id."""
    customer = await customer_of(visit)
    question = await _question(visit, customer)
    return await act_on(
        visit, below(visit, customer), question, verbs.DELETE_TAX_ID_OF, customer.id, visit.named("tax_id")
    )


async def _question(visit: Visit, customer: Customer) -> Confirmation:
    found = await visit.look(verbs.RETRIEVE_TAX_ID_OF, customer.id, visit.named("tax_id"))
    return Confirmation(
        heading=f"Delete the tax ID {found.value}?",
        sentences=(
            f"{named(customer)} has it no more: {tax_id_type(found.type, visit.formats.locale)}.",
            "Finalized invoices keep it; drafts and new ones do not show it.",
        ),
        button="Delete tax ID",
        notice=f"The tax ID {found.value} is deleted.",
        is_danger=True,
    )


def _form(visit: Visit, customer: Customer, kind: str, value: str, faults: Faults) -> Response:
    return visit.page(
        "customers/tax_id.html",
        status=422 if faults else 200,
        title="Add tax ID",
        area="customers",
        place=below(visit, customer),
        kind=kind,
        value=value,
        faults=faults,
        types=[("", "–"), *tax_id_types(visit.formats.locale)],
    )
