"""Shipping rates: what delivery costs, and how long it takes."""

from starlette.responses import Response

from billhook.catalog import verbs
from billhook.catalog.objects import ShippingRate
from billhook.catalog.shipping_params import CreateShippingRate, ListShippingRates, UpdateShippingRate
from billhook.dashboard.asking import act_on, ask_page, json_page
from billhook.dashboard.choices import currencies
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.paging import cursors
from billhook.dashboard.products import forms
from billhook.dashboard.products.forms import Field, Shape, Typed, form_page, refused
from billhook.dashboard.products.listing import ACTIVE, ARCHIVED, Act, Kind, Listed, facts_page, list_page
from billhook.dashboard.products.sections import below, below_list, path_of
from billhook.dashboard.products.words import TAX_BEHAVIORS, UNITS, delivery_words
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import is_currency
from billhook.wire.forms import Form

_SECTION = "shipping-rates"
KIND = Kind(
    _SECTION, "Shipping rates", "Create shipping rate", ("Amount", "Delivery", "Tax"),
    "A shipping rate is what delivery costs. An invoice has at most one, below its lines.",
)  # fmt: skip
_FIELDS = {
    "display_name": "display_name", "fixed_amount[amount]": "amount", "fixed_amount[currency]": "currency",
    "tax_behavior": "tax_behavior", "delivery_estimate[minimum][value]": "least",
    "delivery_estimate[maximum][value]": "most", "delivery_estimate": "least",
}  # fmt: skip


async def _rate_of(visit: Visit) -> ShippingRate:
    found: ShippingRate = await visit.look(verbs.RETRIEVE_SHIPPING_RATE, visit.named("shipping_rate"))
    return found


async def show_list(visit: Visit) -> Response:
    """The shipping rates of this mode, newest first."""
    f = visit.formats
    found, has_more = await visit.look(verbs.LIST_SHIPPING_RATES, ListShippingRates.of(**cursors(visit)))
    rows = [
        Listed(
            row.id, row.id, row.display_name,
            (f.money(row.amount, row.currency), delivery_words(row) or "–", dict(TAX_BEHAVIORS)[row.tax_behavior]),
            ACTIVE if row.active else ARCHIVED,
        )
        for row in found
    ]  # fmt: skip
    return list_page(visit, KIND, rows, has_more)


async def show(visit: Visit) -> Response:
    """One shipping rate."""
    rate, f = await _rate_of(visit), visit.formats
    facts = [
        ("Amount", f.money(rate.amount, rate.currency)),
        *[("Also", f.money(cost.amount, currency)) for currency, cost in rate.currency_options.items()],
        ("Delivery", delivery_words(rate)),
        ("Tax", dict(TAX_BEHAVIORS)[rate.tax_behavior]),
        ("Tax code", rate.tax_code or ""),
        ("Created", f.moment(rate.created)),
        ("Id", rate.id),
    ]
    acts = (Act("archive", "Archive"),) if rate.active else (Act("restore", "Restore"),)
    return facts_page(
        visit, _SECTION, rate.id, title=rate.display_name, badge=ACTIVE if rate.active else ARCHIVED, facts=facts,
        up=below_list(visit, _SECTION), acts=acts,
    )  # fmt: skip


async def show_json(visit: Visit) -> Response:
    """The shipping rate as the API gives it."""
    rate = await _rate_of(visit)
    place = below(visit, _SECTION, rate.id, rate.display_name)
    return await json_page(visit, place, verbs.RETRIEVE_SHIPPING_RATE, rate.id)


# ── Making ──────────────────────────────────────────────────────────────────────────────────────
def _shape(visit: Visit) -> Shape:
    return Shape(
        _SECTION, "Create shipping rate",
        (
            (Field("display_name", "Name", hint="Documents show it.", required=True, length=100),),
            (
                Field("amount", "Amount", "money", required=True),
                Field("currency", "Currency", "select", choices=currencies(visit.formats.locale)),
            ),
            (Field("tax_behavior", "Tax", "select", choices=TAX_BEHAVIORS),),
            (
                Field("least", "Delivery takes at least", "number"),
                Field("most", "Delivery takes at most", "number"),
                Field("unit", "Counted in", "select", choices=UNITS),
            ),
        ),
        "Create shipping rate", below_list(visit, _SECTION), visit.to(f"/{_SECTION}"),
        sentence="A shipping rate cannot be changed later. Archive it then, and make another.",
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    given = {"currency": visit.tenant.settings.default_currency, "unit": "business_day"}
    return form_page(visit, _shape(visit), given, Faults())


async def create(visit: Visit) -> Response:
    """Make the shipping rate."""
    shape, faults = _shape(visit), Faults()
    given = shape.typed(visit.form)
    params = checked(CreateShippingRate, _form(visit, given, faults), faults, _FIELDS.get)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        made = await visit.run(verbs.CREATE_SHIPPING_RATE, params)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, _FIELDS.get)
    return visit.back(visit.to(path_of(_SECTION, made.id)), "The shipping rate is created.")


def _form(visit: Visit, given: Typed, faults: Faults) -> Form:
    currency = given["currency"].lower()
    amount = forms.amount(given, "amount", currency, visit.formats, faults) if is_currency(currency) else ""
    form: Form = {
        "display_name": given["display_name"],
        "fixed_amount": {"currency": currency, "amount": amount},
        **forms.without_empty({"tax_behavior": given["tax_behavior"]}),
    }
    ends: Form = {}
    for name, end in (("least", "minimum"), ("most", "maximum")):
        if value := forms.whole(given, name, visit.formats, faults):
            ends[end] = {"unit": given["unit"], "value": value}
    if given["least"].isdigit() and given["most"].isdigit() and int(given["least"]) > int(given["most"]):
        faults.fields["most"] = "This must not be less than the other."
    return {**form, "delivery_estimate": ends} if ends else form


# ── Archiving ───────────────────────────────────────────────────────────────────────────────────
def _question(visit: Visit, rate: ShippingRate) -> tuple[Confirmation, UpdateShippingRate]:
    """What the address asks. Raises NO_SUCH_PATH for something that cannot be asked."""
    name = rate.display_name
    if visit.named("act") == "archive":
        sentences = ("Invoices and drafts that have it keep it. New ones cannot choose it.",)
        question = Confirmation(f"Archive {name}?", sentences, "Archive shipping rate", f"{name} is archived.")
        return question, UpdateShippingRate.of(active=False)
    if visit.named("act") == "restore":
        sentences = ("New invoices can choose it again.",)
        question = Confirmation(f"Restore {name}?", sentences, "Restore shipping rate", f"{name} is active again.")
        return question, UpdateShippingRate.of(active=True)
    raise errors.NO_SUCH_PATH(noun="page", id=visit.named("act"))


async def ask(visit: Visit) -> Response:
    """Ask before it is archived or restored."""
    rate = await _rate_of(visit)
    question, _ = _question(visit, rate)
    return ask_page(visit, below(visit, _SECTION, rate.id, rate.display_name), question)


async def do(visit: Visit) -> Response:
    """Archive or restore it."""
    rate = await _rate_of(visit)
    question, params = _question(visit, rate)
    place = below(visit, _SECTION, rate.id, rate.display_name)
    return await act_on(visit, place, question, verbs.UPDATE_SHIPPING_RATE, params, rate.id)
