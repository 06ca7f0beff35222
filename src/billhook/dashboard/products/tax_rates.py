"""Tax rates: a percentage with a name, on top of a price or included in it."""

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page, json_page
from billhook.dashboard.choices import countries, country, with_present
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.formatting import Formats
from billhook.dashboard.paging import cursors
from billhook.dashboard.products import forms
from billhook.dashboard.products.forms import Field, Row, Shape, Typed, form_page, refused, told
from billhook.dashboard.products.listing import ACTIVE, ARCHIVED, Act, Kind, Listed, facts_page, list_page
from billhook.dashboard.products.sections import below, below_list, path_of
from billhook.dashboard.staleness import FIELD, ChangedMeanwhile, changed, unless_changed
from billhook.dashboard.visiting import Visit
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.tax import store, verbs
from billhook.tax.objects import TaxRate
from billhook.tax.params import CreateTaxRate, ListTaxRates, UpdateTaxRate
from billhook.tax.types import TAX_TYPES

_SECTION = "tax-rates"
KIND = Kind(
    _SECTION, "Tax rates", "Create tax rate", ("Percentage", "Kind", "Country"),
    "A tax rate is a percentage that invoices add to their lines, or that prices include.",
)  # fmt: skip
INCLUSIVE = (("false", "Added to the price"), ("true", "Included in the price"))
_ABBREVIATIONS = {"gst", "hst", "igst", "jct", "nhil", "pst", "qst", "rst", "vat"}
_TEXTS = ("display_name", "country", "state", "jurisdiction", "tax_type", "description")
_FIELDS = {name: name for name in (*_TEXTS, "percentage", "inclusive")}


def _named(rate: TaxRate, f: Formats) -> str:
    return f"{rate.display_name} {f.percent(rate.percentage)}"


def _type_words(kind: str | None) -> str:
    if not kind:
        return ""
    return kind.upper() if kind in _ABBREVIATIONS else kind.replace("_", " ").capitalize()


def _kind_words(rate: TaxRate) -> str:
    return dict(INCLUSIVE)["true" if rate.inclusive else "false"]


async def _rate_of(visit: Visit) -> TaxRate:
    found: TaxRate = await visit.look(verbs.RETRIEVE_RATE, visit.named("rate"))
    return found


async def show_list(visit: Visit) -> Response:
    """The tax rates of this mode, newest first."""
    f = visit.formats
    found, has_more = await visit.look(verbs.LIST_RATES, ListTaxRates.of(**cursors(visit)))
    rows = [
        Listed(
            row.id, row.id, row.display_name,
            (f.percent(row.percentage), _kind_words(row), country(row.country, f.locale) if row.country else "–"),
            ACTIVE if row.active else ARCHIVED,
        )
        for row in found
    ]  # fmt: skip
    return list_page(visit, KIND, rows, has_more)


async def show(visit: Visit) -> Response:
    """One tax rate."""
    rate, f = await _rate_of(visit), visit.formats
    facts = [
        ("Percentage", f.percent(rate.percentage)),
        ("Kind", _kind_words(rate)),
        ("Tax type", _type_words(rate.tax_type)),
        ("Country", country(rate.country, f.locale) if rate.country else ""),
        ("State", rate.state or ""),
        ("Jurisdiction", rate.jurisdiction or ""),
        ("Description", rate.description or ""),
        ("Created", f.moment(rate.created)),
        ("Id", rate.id),
    ]
    acts = (Act("edit", "Edit", "edit"), Act("archive", "Archive") if rate.active else Act("restore", "Restore"))
    return facts_page(
        visit, _SECTION, rate.id, title=_named(rate, f), badge=ACTIVE if rate.active else ARCHIVED, facts=facts,
        up=below_list(visit, _SECTION), acts=acts,
    )  # fmt: skip


async def show_json(visit: Visit) -> Response:
    """The tax rate as the API gives it."""
    rate = await _rate_of(visit)
    place = below(visit, _SECTION, rate.id, _named(rate, visit.formats))
    return await json_page(visit, place, verbs.RETRIEVE_RATE, rate.id)


# ── Making and changing ─────────────────────────────────────────────────────────────────────────
def _rows(visit: Visit, present: str = "") -> tuple[Row, ...]:
    where = with_present(countries(visit.formats.locale), present)
    kinds = sorted(((kind, _type_words(kind)) for kind in TAX_TYPES), key=lambda pair: pair[1].lower())
    return (
        (
            Field("country", "Country", "select", choices=[("", "–"), *where]),
            Field("state", "State", length=50),
        ),
        (
            Field("tax_type", "Tax type", "select", choices=[("", "–"), *kinds]),
            Field("jurisdiction", "Jurisdiction", hint="Documents show it.", length=200),
        ),
        (Field("description", "Description", hint="Only you see it.", length=5_000),),
    )


def _create_shape(visit: Visit) -> Shape:
    return Shape(
        _SECTION, "Create tax rate",
        (
            (
                Field("display_name", "Name", hint="Such as VAT. Documents show it.", required=True, length=50),
                Field("percentage", "Percentage", "number", required=True),
            ),
            (Field("inclusive", "Kind", "select", choices=INCLUSIVE),),
            *_rows(visit),
        ),
        "Create tax rate", below_list(visit, _SECTION), visit.to(f"/{_SECTION}"),
        sentence="The percentage cannot be changed later. Archive the rate then, and make another.",
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    return form_page(visit, _create_shape(visit), {"inclusive": "false"}, Faults())


async def create(visit: Visit) -> Response:
    """Make the tax rate."""
    shape, faults = _create_shape(visit), Faults()
    given = shape.typed(visit.form)
    percentage = forms.number(given, "percentage", visit.formats, faults)
    texts = {name: given[name] for name in (*_TEXTS, "inclusive")}
    form = forms.without_empty({**texts, "percentage": percentage})
    params = checked(CreateTaxRate, form, faults, _FIELDS.get)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        made = await visit.run(verbs.CREATE_RATE, params)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, _FIELDS.get)
    return visit.back(visit.to(path_of(_SECTION, made.id)), "The tax rate is created.")


def _edit_shape(visit: Visit, rate: TaxRate) -> Shape:
    name = _named(rate, visit.formats)
    place = below(visit, _SECTION, rate.id, name)
    return Shape(
        _SECTION, f"Edit {name}",
        ((Field("display_name", "Name", hint="Documents show it.", required=True, length=50),),
         *_rows(visit, rate.country or "")),
        "Save changes", place.crumbs, place.back,
        sentence="Existing invoices keep what they say. What was filled in once can be changed, not emptied.",
        stored=_stored(rate),
    )  # fmt: skip


async def show_edit(visit: Visit) -> Response:
    """The form with what is stored."""
    rate = await _rate_of(visit)
    return form_page(visit, _edit_shape(visit, rate), _stored(rate), Faults())


def _stored(rate: TaxRate) -> Typed:
    """The form as a tax rate fills it."""
    return {name: getattr(rate, name) or "" for name in _TEXTS}


async def update(visit: Visit) -> Response:
    """Write what was typed."""
    rate, faults = await _rate_of(visit), Faults()
    shape = _edit_shape(visit, rate)
    given = shape.typed(visit.form)
    new = changed(visit.form.get(FIELD, ""), given, _stored(rate))
    for name in _TEXTS:
        if getattr(rate, name) and not given[name] and name not in new:
            faults.fields[name] = "This cannot be emptied."
    params = checked(UpdateTaxRate, forms.without_empty(given), faults, _FIELDS.get)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        verb = unless_changed(verbs.UPDATE_RATE, visit.form, given, store.lock, _stored)
        await visit.run(verb, params, rate.id)
    except ChangedMeanwhile as found:
        return told(visit, shape, given, found)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, _FIELDS.get)
    return visit.back(shape.away, "The changes are saved.")


# ── Archiving ───────────────────────────────────────────────────────────────────────────────────
def _question(visit: Visit, rate: TaxRate) -> tuple[Confirmation, UpdateTaxRate]:
    """What the address asks. Raises NO_SUCH_PATH for something that cannot be asked."""
    name = _named(rate, visit.formats)
    if visit.named("act") == "archive":
        sentences = ("Invoices and drafts that have it keep it. New lines cannot choose it.",)
        question = Confirmation(f"Archive {name}?", sentences, "Archive tax rate", f"{name} is archived.")
        return question, UpdateTaxRate.of(active=False)
    if visit.named("act") == "restore":
        sentences = ("New lines can choose it again.",)
        question = Confirmation(f"Restore {name}?", sentences, "Restore tax rate", f"{name} is active again.")
        return question, UpdateTaxRate.of(active=True)
    raise errors.NO_SUCH_PATH(noun="page", id=visit.named("act"))


async def ask(visit: Visit) -> Response:
    """Ask before it is archived or restored."""
    rate = await _rate_of(visit)
    question, _ = _question(visit, rate)
    return ask_page(visit, below(visit, _SECTION, rate.id, _named(rate, visit.formats)), question)


async def do(visit: Visit) -> Response:
    """Archive or restore it."""
    rate = await _rate_of(visit)
    question, params = _question(visit, rate)
    place = below(visit, _SECTION, rate.id, _named(rate, visit.formats))
    return await act_on(visit, place, question, verbs.UPDATE_RATE, params, rate.id)
