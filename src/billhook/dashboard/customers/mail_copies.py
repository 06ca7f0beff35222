"""Further addresses to which the mails of a customer go. The Dashboard alone knows them, as Stripe's does."""

from starlette.responses import Response

from billhook.customers import mail_copies_store, store, verbs
from billhook.customers.objects import Customer
from billhook.customers.params import SetMailCopies
from billhook.dashboard.customers.naming import address_of, below, customer_of
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.staleness import FIELD, Basis, ChangedMeanwhile, basis, differing, unless_changed
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Tx
from billhook.kernel import email_list
from billhook.kernel.api_error import ApiError

_FIELD = "addresses"
_LABELS = {_FIELD: "Copies to"}


async def show(visit: Visit) -> Response:
    """The addresses as they are stored."""
    customer = await customer_of(visit)
    return await _page(visit, customer, await copies_of(visit, customer.id), Faults())


async def save(visit: Visit) -> Response:
    """Keep what was typed."""
    customer, faults = await customer_of(visit), Faults()
    typed = visit.form.text(_FIELD)
    params = checked(SetMailCopies, {_FIELD: typed}, faults, _field_of)
    if params is None:
        return await _page(visit, customer, typed, faults)
    verb = unless_changed(verbs.SET_MAIL_COPIES, visit.form, {_FIELD: typed}, _stored, dict)
    try:
        await visit.run(verb, params, customer.id)
    except ChangedMeanwhile as found:
        told = differing(visit.form.get(FIELD, ""), {_FIELD: typed}, found.now, _LABELS)
        return await _page(visit, customer, typed, faults, told)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _field_of)
        return await _page(visit, customer, typed, faults)
    return visit.back(address_of(visit, customer), "The addresses are saved. They count from the next mail.")


async def copies_of(visit: Visit, customer: str) -> str:
    """The addresses of a customer as a form shows them; empty if there are none."""
    async with visit.reader() as reader:
        return email_list.written(await mail_copies_store.of_customer(reader, customer))


async def _stored(tx: Tx, customer: str) -> dict[str, str]:
    """The form as it would be filled now, while nobody else changes the customer."""
    await store.lock(tx, customer)
    return {_FIELD: email_list.written(await mail_copies_store.of_customer(tx, customer))}


def _field_of(param: str) -> str | None:
    return param if param == _FIELD else None


async def _page(
    visit: Visit, customer: Customer, typed: str, faults: Faults, made_from: Basis | None = None
) -> Response:
    stored = {_FIELD: await copies_of(visit, customer.id)}
    return visit.page(
        "customers/mail_copies.html",
        status=422 if faults else 409 if made_from else 200,
        title="Copies of mails",
        area="customers",
        place=below(visit, customer),
        customer=customer,
        typed=typed,
        faults=faults,
        basis=made_from or basis(visit.form, stored),
    )
