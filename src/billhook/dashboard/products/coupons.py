"""Coupons: what is taken off, for how long, how often."""

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page, json_page
from billhook.dashboard.choices import currencies
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.formatting import Formats
from billhook.dashboard.paging import cursors
from billhook.dashboard.products import forms
from billhook.dashboard.products.forms import Field, Shape, Typed, form_page, refused, told
from billhook.dashboard.products.listing import Act, Kind, Listed, Status, facts_page, list_page
from billhook.dashboard.products.sections import below, below_list, path_of
from billhook.dashboard.products.words import DURATIONS, duration_words, off_words, redeemed_words
from billhook.dashboard.staleness import ChangedMeanwhile, unless_changed
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Tx
from billhook.discounts import store, verbs
from billhook.discounts.objects import Coupon
from billhook.discounts.params import CreateCoupon, ListCoupons, UpdateCoupon
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import is_currency
from billhook.wire.forms import Form

KIND = Kind(
    "coupons", "Coupons", "Create coupon", ("Discount", "Duration", "Redeemed", "Redeem by"),
    "A coupon takes a percentage or an amount off. Put it on an invoice, or let promotion codes lead to it.",
    export="/coupons/export.csv",
)  # fmt: skip
_FIELDS = {
    "name": "name", "id": "id", "percent_off": "percent_off", "amount_off": "amount_off", "currency": "currency",
    "duration": "duration", "duration_in_months": "months", "max_redemptions": "max_redemptions",
    "redeem_by": "redeem_by",
}  # fmt: skip


def named(coupon: Coupon) -> str:
    """The name, or the id where it has none."""
    return coupon.name or coupon.id


def _status(coupon: Coupon, f: Formats) -> Status:
    if coupon.is_used_up:
        return Status("Used up", "ended")
    return Status("Expired", "ended") if coupon.is_expired(f.now) else Status("Active", "done")


async def _coupon_of(visit: Visit) -> Coupon:
    found: Coupon = await visit.look(verbs.RETRIEVE_COUPON, visit.named("coupon"))
    return found


async def show_list(visit: Visit) -> Response:
    """The coupons of this mode, newest first."""
    f = visit.formats
    found, has_more = await visit.look(verbs.LIST_COUPONS, ListCoupons.of(**cursors(visit)))
    rows = [
        Listed(
            row.id, row.id, named(row),
            (off_words(row, f), duration_words(row), redeemed_words(row.times_redeemed, row.max_redemptions, f),
             f.day(row.redeem_by) if row.redeem_by else "–"),
            _status(row, f),
        )
        for row in found
    ]  # fmt: skip
    return list_page(visit, KIND, rows, has_more)


async def show(visit: Visit) -> Response:
    """One coupon."""
    coupon, f = await _coupon_of(visit), visit.formats
    facts = [
        ("Discount", off_words(coupon, f)),
        ("Duration", duration_words(coupon)),
        *[("Also", f"{f.money(amount, currency)} off") for currency, amount in coupon.currency_options.items()],
        ("Redeemed", redeemed_words(coupon.times_redeemed, coupon.max_redemptions, f)),
        ("Redeem by", f.moment(coupon.redeem_by) if coupon.redeem_by else ""),
        ("Products", ", ".join(coupon.products)),
        ("Created", f.moment(coupon.created)),
        ("Id", coupon.id),
    ]
    acts = (Act("edit", "Edit", "edit"), Act("delete", "Delete coupon", "trash"))
    return facts_page(
        visit, "coupons", coupon.id, title=named(coupon), badge=_status(coupon, f), facts=facts,
        up=below_list(visit, "coupons"), acts=acts,
    )  # fmt: skip


async def show_json(visit: Visit) -> Response:
    """The coupon as the API gives it."""
    coupon = await _coupon_of(visit)
    return await json_page(visit, below(visit, "coupons", coupon.id, named(coupon)), verbs.RETRIEVE_COUPON, coupon.id)


# ── Making and changing ─────────────────────────────────────────────────────────────────────────
def _create_shape(visit: Visit) -> Shape:
    return Shape(
        "coupons", "Create coupon",
        (
            (
                Field("name", "Name", hint="Documents show it.", length=40),
                Field("id", "Id", hint="Empty: one is made.", length=255),
            ),
            (Field("percent_off", "Percent off", "number", hint="A percentage, or an amount below."),),
            (
                Field("amount_off", "Amount off", "money", hint="An amount, or a percentage above."),
                Field("currency", "Currency", "select", choices=currencies(visit.formats.locale)),
            ),
            (
                Field("duration", "Duration", "select", choices=DURATIONS, hint="For customers who keep it."),
                Field("months", "Months", "number", hint="If it lasts for some months."),
            ),
            (
                Field("max_redemptions", "Maximum redemptions", "number", hint="Empty: any number."),
                Field("redeem_by", "Redeem by", "date", hint="Until the end of this day."),
            ),
        ),
        "Create coupon", below_list(visit, "coupons"), visit.to("/coupons"),
        sentence="What a coupon takes off cannot be changed later.",
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    given = {"currency": visit.tenant.settings.default_currency, "duration": "once"}
    return form_page(visit, _create_shape(visit), given, Faults())


async def create(visit: Visit) -> Response:
    """Make the coupon."""
    shape, faults, f = _create_shape(visit), Faults(), visit.formats
    given = shape.typed(visit.form)
    currency = given["currency"].lower()
    values = {name: given[name] for name in ("name", "id", "duration")}
    values["percent_off"] = forms.number(given, "percent_off", f, faults)
    if given["amount_off"] and is_currency(currency):
        values |= {"amount_off": forms.amount(given, "amount_off", currency, f, faults), "currency": currency}
    values["duration_in_months"] = forms.whole(given, "months", f, faults)
    values["max_redemptions"] = forms.whole(given, "max_redemptions", f, faults)
    values["redeem_by"] = forms.end_of_day(given, "redeem_by", f, faults)
    if bool(given["percent_off"]) == bool(given["amount_off"]):
        faults.fields["percent_off"] = "Fill in either a percentage or an amount."
    form: Form = {**forms.without_empty(values)}
    params = checked(CreateCoupon, form, faults, _FIELDS.get)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        made = await visit.run(verbs.CREATE_COUPON, params)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, _FIELDS.get)
    return visit.back(visit.to(path_of("coupons", made.id)), "The coupon is created.")


def _edit_shape(visit: Visit, coupon: Coupon) -> Shape:
    place = below(visit, "coupons", coupon.id, named(coupon))
    return Shape(
        "coupons", f"Edit {named(coupon)}", ((Field("name", "Name", hint="Documents show it.", length=40),),),
        "Save changes", place.crumbs, place.back,
        sentence="What a coupon takes off cannot be changed. Make another one.", stored=_stored(coupon),
    )  # fmt: skip


def _stored(coupon: Coupon) -> Typed:
    """The form as a coupon fills it."""
    return {"name": coupon.name or ""}


async def _lock(tx: Tx, coupon_id: str) -> Coupon | None:
    return (await store.lock_coupons(tx, [coupon_id])).get(coupon_id)


async def show_edit(visit: Visit) -> Response:
    """The form with what is stored."""
    coupon = await _coupon_of(visit)
    return form_page(visit, _edit_shape(visit, coupon), _stored(coupon), Faults())


async def update(visit: Visit) -> Response:
    """Write the name."""
    coupon, faults = await _coupon_of(visit), Faults()
    shape = _edit_shape(visit, coupon)
    given = shape.typed(visit.form)
    params = checked(UpdateCoupon, {"name": given["name"]}, faults, _FIELDS.get)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        verb = unless_changed(verbs.UPDATE_COUPON, visit.form, given, _lock, _stored)
        await visit.run(verb, params, coupon.id)
    except ChangedMeanwhile as found:
        return told(visit, shape, given, found)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, _FIELDS.get)
    return visit.back(shape.away, "The changes are saved.")


# ── Deleting ────────────────────────────────────────────────────────────────────────────────────
def _deleting(coupon: Coupon, f: Formats) -> Confirmation:
    times = coupon.times_redeemed
    kept = f"It was redeemed {f.number(times)} time{'' if times == 1 else 's'}; those discounts stay." if times else ""
    sentences = (kept, "Nobody can redeem it from now on, and its promotion codes end.", "This cannot be undone.")
    return Confirmation(
        f"Delete the coupon {named(coupon)}?", tuple(sentence for sentence in sentences if sentence), "Delete coupon",
        f"{named(coupon)} is deleted.", is_danger=True,
    )  # fmt: skip


async def ask(visit: Visit) -> Response:
    """Ask before it is deleted."""
    coupon = await _coupon_of(visit)
    return ask_page(visit, below(visit, "coupons", coupon.id, named(coupon)), _deleting(coupon, visit.formats))


async def delete(visit: Visit) -> Response:
    """Delete the coupon."""
    coupon = await _coupon_of(visit)
    place, question = below(visit, "coupons", coupon.id, named(coupon)), _deleting(coupon, visit.formats)
    return await act_on(visit, place, question, verbs.DELETE_COUPON, coupon.id, then=visit.to("/coupons"))
