"""Making and changing a customer."""

from starlette.responses import Response

from billhook.customers import store, verbs
from billhook.customers.objects import Customer
from billhook.dashboard.asking import Place
from billhook.dashboard.choices import countries, currencies, languages, tax_id_types, with_present
from billhook.dashboard.clock_choices import clock_choices
from billhook.dashboard.customers import forms
from billhook.dashboard.customers.naming import address_of, below, customer_of, named
from billhook.dashboard.customers.showing import TAX_EXEMPT
from billhook.dashboard.faults import Faults
from billhook.dashboard.rendering_templates.choosing import template_choices
from billhook.dashboard.staleness import FIELD, NEW, Basis, ChangedMeanwhile, basis, differing, unless_changed
from billhook.dashboard.visiting import Done, Visit
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import is_currency

_ID_LENGTH_MAX = 255


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    return await _form(visit, forms.blank(visit.asked("test_clock")[:_ID_LENGTH_MAX]), Faults())


async def create(visit: Visit) -> Response:
    """Make the customer and go to their page."""
    given, faults = forms.typed(visit.form), Faults()
    currency = _currency(given, faults)
    params = forms.to_create(given, faults)
    if params is None:
        return await _form(visit, given, faults)
    try:
        made: Customer | Done = await visit.run(verbs.CREATE, params, currency)
    except ApiError as error:
        return await _refused(visit, error, given, faults)
    return visit.back(visit.to(f"/customers/{made.id}"), "The customer is created.")


async def show_edit(visit: Visit) -> Response:
    """The form with what is stored."""
    customer = await customer_of(visit)
    return await _form(visit, forms.stored(customer), Faults(), customer)


async def update(visit: Visit) -> Response:
    """Write what was typed."""
    customer = await customer_of(visit)
    given, faults = forms.typed(visit.form), Faults()
    currency = _currency(given, faults) if customer.currency is None else None
    params = forms.to_update(given, customer, faults)
    if params is None:
        return await _form(visit, given, faults, customer)
    try:
        mine = forms.overwriting(visit.form, given)
        verb = unless_changed(verbs.UPDATE, visit.form, mine, store.lock, forms.stored)
        await visit.run(verb, params, customer.id, currency)
    except ChangedMeanwhile as found:
        return await _told(visit, given, mine, found)
    except ApiError as error:
        return await _refused(visit, error, given, faults, customer)
    return visit.back(address_of(visit, customer), "The changes are saved.")


def _currency(given: forms.Typed, faults: Faults) -> str | None:
    """The currency that was chosen; the API's parameters have none."""
    chosen = given["currency"].lower()
    if chosen and not is_currency(chosen):
        faults.fields["currency"] = "Choose a currency of the list."
    return chosen or None


async def _refused(
    visit: Visit, error: ApiError, given: forms.Typed, faults: Faults, customer: Customer | None = None
) -> Response:
    """What the verb has against it, at its field."""
    if error.status in (403, 404):
        raise error
    faults.add(error, forms.field_of)
    return await _form(visit, given, faults, customer)


async def _told(visit: Visit, given: forms.Typed, mine: forms.Typed, found: ChangedMeanwhile) -> Response:
    """The form again, with what somebody else changed since it was opened."""
    locale = visit.formats.locale
    choices = {"country": countries(locale), "language": languages(locale), "tax_exempt": TAX_EXEMPT}
    made_from = differing(visit.form.get(FIELD, ""), mine, found.now, forms.LABELS, choices)
    return await _form(visit, given, Faults(), await customer_of(visit), made_from)


async def _form(
    visit: Visit, given: forms.Typed, faults: Faults, customer: Customer | None = None, made_from: Basis | None = None
) -> Response:
    locale = visit.formats.locale
    unknown = [("", "–")]
    usual = NEW if customer is None else basis(visit.form, forms.stored(customer))
    new = Place("customers", [(visit.to("/customers"), "Customers")], visit.to("/customers"))
    return visit.page(
        "customers/form.html",
        status=422 if faults else 409 if made_from else 200,
        title="Create customer" if customer is None else f"Edit {named(customer)}",
        area="customers",
        place=new if customer is None else below(visit, customer),
        customer=customer,
        given=given,
        faults=faults,
        basis=made_from or usual,
        countries=[*unknown, *with_present(countries(locale), given["country"])],
        languages=[("", "As the account"), *with_present(languages(locale), given["language"])],
        currencies=[("", "With the first invoice"), *with_present(currencies(locale), given["currency"])],
        tax_id_types=[*unknown, *tax_id_types(locale)],
        tax_exempt=TAX_EXEMPT,
        templates=[("", "None"), *await template_choices(visit, given["template"])],
        custom_fields=range(forms.CUSTOM_FIELDS),
        tax_ids=range(forms.TAX_IDS),
        clocks=await clock_choices(visit, "None", given["test_clock"]) if customer is None else [],
        has_prefix=visit.tenant.settings.numbering == "customer",
    )
