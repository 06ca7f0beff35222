"""Promotion codes: words with which customers redeem a coupon."""

from starlette.responses import Response

from billhook.dashboard.asking import act_on, ask_page, json_page
from billhook.dashboard.choices import currencies
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.formatting import Formats
from billhook.dashboard.paging import cursors
from billhook.dashboard.products import forms
from billhook.dashboard.products.coupons import named as named_coupon
from billhook.dashboard.products.forms import Field, Shape, form_page, refused
from billhook.dashboard.products.listing import Act, Kind, Listed, Status, facts_page, list_page
from billhook.dashboard.products.sections import below, below_list, path_of
from billhook.dashboard.products.words import off_words, redeemed_words
from billhook.dashboard.visiting import Visit
from billhook.discounts import verbs
from billhook.discounts.objects import PromotionCodeDetails
from billhook.discounts.params import CreatePromotionCode, ListCoupons, ListPromotionCodes, UpdatePromotionCode
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import is_currency
from billhook.wire.forms import Form

_SECTION = "promotion-codes"
KIND = Kind(
    _SECTION, "Promotion codes", "Create promotion code", ("Coupon", "Discount", "Redeemed", "Expires"),
    "A promotion code is a word that you give to customers. A customer who redeems it gets the discount of its coupon.",
)  # fmt: skip
_COUPONS_MAX = 100
_FIELDS = {
    "promotion[coupon]": "coupon", "code": "code", "customer": "customer", "max_redemptions": "max_redemptions",
    "expires_at": "expires_at", "restrictions[minimum_amount]": "minimum_amount",
    "restrictions[minimum_amount_currency]": "currency",
}  # fmt: skip


def _status(details: PromotionCodeDetails, f: Formats) -> Status:
    code, coupon = details.code, details.coupon
    if code.is_active(coupon, f.now):
        return Status("Active", "done")
    if code.is_expired(f.now):
        return Status("Expired", "ended")
    if code.is_used_up:
        return Status("Used up", "ended")
    return Status("Archived", "ended") if not code.active else Status("Coupon has ended", "ended")


async def _code_of(visit: Visit) -> PromotionCodeDetails:
    found: PromotionCodeDetails = await visit.look(verbs.RETRIEVE_CODE, visit.named("code"))
    return found


async def show_list(visit: Visit) -> Response:
    """The promotion codes of this mode, newest first."""
    f = visit.formats
    found, has_more = await visit.look(verbs.LIST_CODES, ListPromotionCodes.of(**cursors(visit)))
    rows = [
        Listed(
            row.code.id, row.code.id, row.code.code,
            (named_coupon(row.coupon), off_words(row.coupon, f),
             redeemed_words(row.code.times_redeemed, row.code.max_redemptions, f),
             f.day(row.code.expires_at) if row.code.expires_at else "–"),
            _status(row, f),
        )
        for row in found
    ]  # fmt: skip
    return list_page(visit, KIND, rows, has_more)


async def show(visit: Visit) -> Response:
    """One promotion code."""
    details, f = await _code_of(visit), visit.formats
    code, coupon = details.code, details.coupon
    least = ""
    if code.minimum_amount is not None and code.minimum_amount_currency is not None:
        least = f.money(code.minimum_amount, code.minimum_amount_currency)
    facts = [
        ("Coupon", f"{named_coupon(coupon)}: {off_words(coupon, f)}"),
        ("Redeemed", redeemed_words(code.times_redeemed, code.max_redemptions, f)),
        ("Expires", f.moment(code.expires_at) if code.expires_at else ""),
        ("Only for", code.customer or ""),
        ("First invoice only", "Yes" if code.first_time_transaction else ""),
        ("Minimum amount", least),
        ("Created", f.moment(code.created)),
        ("Id", code.id),
    ]
    acts = (Act("archive", "Archive"),) if code.active else (Act("restore", "Restore"),)
    return facts_page(
        visit, _SECTION, code.id, title=code.code, badge=_status(details, f), facts=facts,
        up=below_list(visit, _SECTION), acts=acts,
    )  # fmt: skip


async def show_json(visit: Visit) -> Response:
    """The promotion code as the API gives it."""
    code = (await _code_of(visit)).code
    return await json_page(visit, below(visit, _SECTION, code.id, code.code), verbs.RETRIEVE_CODE, code.id)


# ── Making ──────────────────────────────────────────────────────────────────────────────────────
async def _shape(visit: Visit) -> Shape:
    coupons, _ = await visit.look(verbs.LIST_COUPONS, ListCoupons.of(limit=_COUPONS_MAX))
    f = visit.formats
    offered = [(c.id, f"{named_coupon(c)}: {off_words(c, f)}") for c in coupons if c.is_valid(f.now)]
    return Shape(
        _SECTION, "Create promotion code",
        (
            (
                Field("coupon", "Coupon", "select", choices=[("", "Choose a coupon"), *offered]),
                Field("code", "Code", hint="Letters, digits, dashes. Empty: one is made.", length=500),
            ),
            (
                Field("max_redemptions", "Maximum redemptions", "number", hint="Empty: any number."),
                Field("expires_at", "Expires", "date", hint="At the end of this day."),
            ),
            (
                Field("minimum_amount", "Minimum amount", "money", hint="Of the invoice."),
                Field("currency", "Currency", "select", choices=currencies(f.locale)),
            ),
            (Field("customer", "Customer", hint="The id of the only one who may redeem it: cus_…", length=255),),
            (Field("first_time", "Only for a customer's first invoice", "check"),),
        ),
        "Create promotion code", below_list(visit, _SECTION), visit.to(f"/{_SECTION}"),
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The empty form; the address may name the coupon."""
    given = {"currency": visit.tenant.settings.default_currency, "coupon": visit.asked("coupon")}
    return form_page(visit, await _shape(visit), given, Faults())


async def create(visit: Visit) -> Response:
    """Make the promotion code."""
    shape, faults, f = await _shape(visit), Faults(), visit.formats
    given = shape.typed(visit.form)
    currency = given["currency"].lower()
    values = {name: given[name] for name in ("code", "customer")}
    values["max_redemptions"] = forms.whole(given, "max_redemptions", f, faults)
    values["expires_at"] = forms.end_of_day(given, "expires_at", f, faults)
    restrictions: Form = {}
    if given["first_time"]:
        restrictions["first_time_transaction"] = "true"
    if given["minimum_amount"] and is_currency(currency):
        least = forms.amount(given, "minimum_amount", currency, f, faults)
        restrictions |= {"minimum_amount": least, "minimum_amount_currency": currency}
    form: Form = {**forms.without_empty(values), "promotion": {"type": "coupon", "coupon": given["coupon"]}}
    if restrictions:
        form["restrictions"] = restrictions
    params = checked(CreatePromotionCode, form, faults, _FIELDS.get)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        made = await visit.run(verbs.CREATE_CODE, params)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, _FIELDS.get)
    made_id = getattr(made, "code", made).id
    return visit.back(visit.to(path_of(_SECTION, made_id)), "The promotion code is created.")


# ── Archiving ───────────────────────────────────────────────────────────────────────────────────
def _question(visit: Visit, details: PromotionCodeDetails) -> tuple[Confirmation, UpdatePromotionCode]:
    """What the address asks. Raises NO_SUCH_PATH for something that cannot be asked."""
    code = details.code.code
    if visit.named("act") == "archive":
        sentences = ("Nobody can redeem it while it is archived. Discounts that were redeemed stay.",)
        question = Confirmation(f"Archive {code}?", sentences, "Archive promotion code", f"{code} is archived.")
        return question, UpdatePromotionCode.of(active=False)
    if visit.named("act") == "restore":
        sentences = ("Customers can redeem it again.",)
        question = Confirmation(f"Restore {code}?", sentences, "Restore promotion code", f"{code} is active again.")
        return question, UpdatePromotionCode.of(active=True)
    raise errors.NO_SUCH_PATH(noun="page", id=visit.named("act"))


async def ask(visit: Visit) -> Response:
    """Ask before it is archived or restored."""
    details = await _code_of(visit)
    question, _ = _question(visit, details)
    return ask_page(visit, below(visit, _SECTION, details.code.id, details.code.code), question)


async def do(visit: Visit) -> Response:
    """Archive or restore it."""
    details = await _code_of(visit)
    question, params = _question(visit, details)
    place = below(visit, _SECTION, details.code.id, details.code.code)
    return await act_on(visit, place, question, verbs.UPDATE_CODE, params, details.code.id)
