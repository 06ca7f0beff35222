"""The editor: a new draft, or one that there is. It works without scripts; with them it saves as one types."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from billhook.catalog import verbs as catalog
from billhook.catalog.shipping_params import ListShippingRates
from billhook.customers import verbs as customers
from billhook.customers.params import CreateCustomer, ListCustomers
from billhook.dashboard.formatting import Formats
from billhook.dashboard.headers import SECRET_HEADERS
from billhook.dashboard.invoices.badges import remaining
from billhook.dashboard.invoices.forms import Faults, faults_of, written
from billhook.dashboard.invoices.previewing import looks
from billhook.dashboard.invoices.reading import invoice_of
from billhook.dashboard.invoices.typed_draft import NO_TEMPLATE, ON_DATE, TERMS, TypedDraft, blank, typed_in, typed_of
from billhook.dashboard.payments.words import METHODS
from billhook.dashboard.rendering_templates.choosing import template_choices
from billhook.dashboard.visiting import Done, Visit
from billhook.discounts import verbs as discounts
from billhook.discounts.params import ListCoupons
from billhook.invoices import store, verbs
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.money import CURRENCIES
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payments.rules.types import types_for
from billhook.people.faults import Sentences
from billhook.tax import tax_ids_store
from billhook.tax import verbs as taxes
from billhook.tax.objects import TaxRate
from billhook.tax.params import ListTaxRates
from billhook.wire.forms import Form
from billhook.wire.params import parse

_CHOICES_MAX = 100
_TERMS = (*((days, "On receipt" if days == "0" else f"{days} days") for days in TERMS), (ON_DATE, "On a date"))
# What another template may say in other words.
_WORDS = ("memo", "footer", "purchase_order", "template")
_METHODS = (("send_invoice", "Send an invoice"), ("charge_automatically", "Charge automatically"))


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save: the draft as it is now, or what is wrong; `is_stale` if somebody else changed it."""

    details: InvoiceDetails | None
    faults: Faults
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What the lists of the editor offer, each as a value and its words."""

    taxes: Sequence[tuple[str, str]]
    coupons: Sequence[tuple[str, str]]
    customers: Sequence[tuple[str, str]]
    shipping_rates: Sequence[tuple[str, str]]
    tax_ids: Sequence[tuple[str, str]]
    templates: Sequence[tuple[str, str]]
    ways: Sequence[tuple[str, str]]


async def show_new(visit: Visit) -> Response:
    """An empty editor; the address may name the customer."""
    typed = blank(customer=visit.asked("customer"), currency=visit.tenant.settings.default_currency, terms="30")
    return await _page(visit, typed_in(visit.kept) if visit.kept is not None else typed, None)


async def show(visit: Visit) -> Response:
    """The editor of a draft. An invoice that is none has its own page."""
    details = await invoice_of(visit)
    if not details.invoice.is_draft:
        return visit.back(visit.to(f"/invoices/{details.invoice.id}"), "It is finalized, and can no longer be edited.")
    typed = typed_in(visit.kept) if visit.kept is not None else typed_of(details, visit.formats)
    return await _page(visit, typed, details)


async def save_new(visit: Visit) -> Response:
    """Make the draft of what was typed."""
    typed = typed_in(visit.form)
    act = visit.form.text("do")
    if act == "customer":
        return await _with_new_customer(visit, typed)
    if _moves(act):
        return await _page(visit, typed.acted(act), None)
    saved = await _save(visit, typed, None)
    return await _answered(visit, typed, None, saved, act)


async def save(visit: Visit) -> Response:
    """Write what was typed into the draft."""
    typed = typed_in(visit.form)
    act = visit.form.text("do")
    before = await invoice_of(visit)
    if not before.invoice.is_draft:
        return await _too_late(visit, before)
    if _moves(act):
        typed = typed.acted(act)
    saved = await _save(visit, typed, before)
    return await _answered(visit, typed, before, saved, act)


async def _save(visit: Visit, typed: TypedDraft, before: InvoiceDetails | None) -> Saved:
    params, faults = written(typed, visit.formats, before)
    if params is None:
        return Saved(None, faults)
    try:
        if before is None:
            made = await visit.run(verbs.CREATE_DRAFT, params)
        else:
            made = await visit.run(verbs.WRITE_DRAFT, params, before.invoice.id)
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        return Saved(None, faults_of(error, typed), is_stale=error.kind is errors.CHANGED_MEANWHILE)
    return Saved(await _whole(visit, made), {})


async def _whole(visit: Visit, made: Any) -> InvoiceDetails:
    """The draft with all its lines, also if the form was sent before."""
    invoice_id = made.id if isinstance(made, Done) else made.invoice.id
    async with visit.reader() as reader:
        details = await store.find_whole(reader, invoice_id)
    if details is None:
        raise errors.NO_SUCH_PATH(noun="invoice", id=invoice_id)
    return details


async def _answered(visit: Visit, typed: TypedDraft, before: InvoiceDetails | None, saved: Saved, act: str) -> Response:
    """A script gets parts of the page, everybody else the next page, or this one with what is wrong."""
    if visit.request.headers.get("accept", "").startswith("application/json"):
        return _parts(visit, saved)
    if saved.is_stale and before is not None:
        return await _conflict(visit, typed, before)
    if saved.details is None:
        return await _page(visit, typed, before, faults={} if _moves(act) else saved.faults)
    address = f"/invoices/{saved.details.invoice.id}"
    if act == "review":
        return visit.back(visit.to(f"{address}/review"))
    if _moves(act):
        return await _page(visit, typed_of(saved.details, visit.formats), saved.details)
    return visit.back(visit.to(f"{address}/edit"), "The draft is saved.")


async def _with_new_customer(visit: Visit, typed: TypedDraft) -> Response:
    """Make a customer while an invoice is written; what was typed stays."""
    name, email = visit.form.text("new_name"), visit.form.text("new_email")
    given: Form = {key: value for key, value in (("name", name), ("email", email)) if value}
    faults = {}
    try:
        if not name:
            faults["new_name"] = "Enter a name."
        else:
            made = await visit.run(customers.CREATE, parse(CreateCustomer, given))
            return await _page(visit, replace(typed, customer=made.id), None, focus="line_description-1")
    except ApiError as error:
        if error.kind is errors.ROLE_NOT_PERMITTED:
            raise
        faults["new_email" if error.param == "email" else "new_name"] = error.message
    return await _page(visit, typed, None, faults=faults)


async def _page(
    visit: Visit, typed: TypedDraft, stored: InvoiceDetails | None, *, faults: Faults | None = None, focus: str = ""
) -> Response:
    choices = await _choices(visit, typed, stored)
    return visit.page(
        "invoices/editor.html",
        status=422 if faults else 200,
        headers=SECRET_HEADERS,
        title="Edit draft" if stored is not None else "Create invoice",
        area="invoices",
        typed=typed,
        stored=stored,
        remaining=remaining(stored) if stored is not None else 0,
        faults=Sentences({name: words for name, words in (faults or {}).items() if name}),
        sentence=(faults or {}).get("", ""),
        focus=focus,
        terms=_TERMS,
        methods=_METHODS,
        currencies=[(code, code.upper()) for code in sorted(CURRENCIES)],
        choices=choices,
        looks=looks(visit, stored) if stored is not None else [],
        sends_by_itself=visit.tenant.settings.mail_finalized,
    )


async def _choices(visit: Visit, typed: TypedDraft, stored: InvoiceDetails | None) -> Choices:
    """What the lists of the editor offer."""
    rates, _ = await visit.look(taxes.LIST_RATES, ListTaxRates.of(active=True, limit=_CHOICES_MAX))
    coupons, _ = await visit.look(discounts.LIST_COUPONS, ListCoupons.of(limit=_CHOICES_MAX))
    f = visit.formats
    known = {rate.id: _rate(rate, f) for rate in rates}
    for item in stored.lines if stored is not None else ():
        known |= {rate.id: _rate(rate, f) for rate in item.tax_rates}
    several = {line.tax for line in typed.lines if "," in line.tax}
    names = {choice: " + ".join(known.get(rate, rate) for rate in choice.split(",")) for choice in several}
    chosen = []
    if stored is None:
        found, _ = await visit.look(customers.LIST, ListCustomers.of(limit=_CHOICES_MAX))
        if typed.customer and typed.customer not in {customer.id for customer in found}:
            found = [await visit.look(customers.RETRIEVE, typed.customer), *found]
        chosen = [(customer.id, _called(customer)) for customer in found]
    return Choices(
        taxes=[("", "No tax"), *known.items(), *names.items()],
        coupons=[("", "No discount"), *((coupon.id, coupon.name or coupon.id) for coupon in coupons)],
        customers=chosen,
        shipping_rates=await _shipping_rates(visit, typed),
        tax_ids=await _tax_ids(visit),
        templates=await _templates(visit, typed, stored),
        ways=_ways(typed, stored.invoice.currency if stored is not None else typed.currency),
    )


def _rate(rate: TaxRate, f: Formats) -> str:
    """A tax rate as it is chosen: whether the price has it inside makes another sum."""
    return f"{rate.display_name} {f.percent(rate.percentage)}{' included' if rate.inclusive else ''}"


async def _shipping_rates(visit: Visit, typed: TypedDraft) -> list[tuple[str, str]]:
    rates, _ = await visit.look(catalog.LIST_SHIPPING_RATES, ListShippingRates.of(active=True, limit=_CHOICES_MAX))
    shown = [(rate.id, f"{rate.display_name}, {visit.formats.money(rate.amount, rate.currency)}") for rate in rates]
    if typed.shipping_rate and typed.shipping_rate not in dict(shown):
        shown.append((typed.shipping_rate, typed.shipping_rate))
    return [("", "No shipping"), *shown]


async def _tax_ids(visit: Visit) -> list[tuple[str, str]]:
    async with visit.reader() as reader:
        return [(one.id, one.value) for one in await tax_ids_store.of_account(reader)]


async def _templates(visit: Visit, typed: TypedDraft, stored: InvoiceDetails | None) -> Sequence[tuple[str, str]]:
    found = await template_choices(visit, typed.template)
    none = [] if not found else [(NO_TEMPLATE, "None")]
    return [*([("", "As the customer has it")] if found and stored is None else []), *none, *found]


def _ways(typed: TypedDraft, currency: str) -> list[tuple[str, str]]:
    """The ways to pay that can be named in a currency, and those that are."""
    known = [*types_for(currency), CUSTOMER_BALANCE] if currency in CURRENCIES else []
    return [(way, METHODS.get(way, way)) for way in dict.fromkeys([*known, *typed.ways])]


def _called(customer: Any) -> str:
    parts = [part for part in (customer.name, customer.email) if part]
    return " · ".join(parts) or str(customer.id)


def _moves(act: str) -> bool:
    return act.partition("-")[0] in ("add", "remove", "up", "down")


def _parts(visit: Visit, saved: Saved) -> Response:
    """What a script puts into the page: the address and version of the draft, its sums, and what is wrong where."""
    if saved.details is None:
        return JSONResponse(
            {"faults": saved.faults, "stale": saved.is_stale}, status_code=409 if saved.is_stale else 422,
            headers=dict(SECRET_HEADERS),
        )  # fmt: skip
    details, f = saved.details, visit.formats
    totals = visit.parts.templates["invoices/totals.html"].render(
        invoice=details.invoice, remaining=remaining(details), f=f
    )
    return JSONResponse(
        {
            "edit": visit.to(f"/invoices/{details.invoice.id}/edit"),
            "version": typed_of(details, f).version,
            "lines": [line.line for line in details.lines],
            "amounts": [f.money(line.amount, line.currency) for line in details.lines],
            "totals": totals,
            "looks": visit.parts.templates["invoices/looks.html"].render(looks=looks(visit, details)),
            "words": {name: getattr(typed_of(details, f), name) for name in _WORDS},
            "saved": f.clock(f.now),
        },
        headers=dict(SECRET_HEADERS),
    )


async def _conflict(visit: Visit, mine: TypedDraft, stored: InvoiceDetails) -> Response:
    """Somebody else changed the draft: both are on the page, and nothing is written."""
    theirs = typed_of(stored, visit.formats)
    rows = _differences(mine, theirs)
    if not rows:  # the same form, sent twice
        return visit.back(visit.to(f"/invoices/{stored.invoice.id}/edit"), "The draft is saved.")
    return visit.page(
        "invoices/conflict.html",
        status=409,
        title="Somebody changed this draft",
        area="invoices",
        stored=stored,
        mine=mine,
        theirs=theirs,
        rows=rows,
    )


def _differences(mine: TypedDraft, theirs: TypedDraft) -> list[tuple[str, str, str]]:
    """Field by field what is typed and what is stored, where they differ."""
    names = {
        "due": "Due", "coupon": "Discount", "memo": "Memo", "footer": "Footer", "purchase_order": "Purchase order",
        "send_on": "Send on", "shipping_rate": "Shipping", "template": "Template",
    }  # fmt: skip
    rows = [
        (words, getattr(mine, name), getattr(theirs, name))
        for name, words in names.items()
        if getattr(mine, name) != getattr(theirs, name)
    ]
    own, other = ([line for line in draft.lines if not line.is_blank] for draft in (mine, theirs))
    for n in range(max(len(own), len(other))):
        left, right = (_told(lines[n]) if n < len(lines) else "–" for lines in (own, other))
        if left != right:
            rows.append((f"Line {n + 1}", left, right))
    return rows


def _told(line: Any) -> str:
    return f"{line.description}: {line.quantity} × {line.price}"


async def _too_late(visit: Visit, stored: InvoiceDetails) -> Response:
    """It was finalized while somebody typed."""
    if visit.request.headers.get("accept", "").startswith("application/json"):
        return JSONResponse({"faults": {}, "stale": True}, status_code=409, headers=dict(SECRET_HEADERS))
    return visit.back(
        visit.to(f"/invoices/{stored.invoice.id}"), "It was finalized meanwhile. What you typed was not saved."
    )
