"""The prices of a product: add one, archive or restore one, make one the default."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from billhook.catalog import verbs
from billhook.catalog.objects import Price, Product
from billhook.catalog.params import CreatePrice, UpdatePrice, UpdateProduct
from billhook.dashboard.asking import act_on, ask_page
from billhook.dashboard.choices import currencies
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.products import forms, tiers
from billhook.dashboard.products.forms import Field, Shape, form_page, refused
from billhook.dashboard.products.products import place_of, price_form, product_of
from billhook.dashboard.products.words import INTERVALS, TAX_BEHAVIORS, price_words
from billhook.dashboard.visiting import Visit
from billhook.db.verbs import Verb
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError

_FIELDS = {
    "unit_amount": "price",
    "unit_amount_decimal": "price",
    "currency": "currency",
    "nickname": "nickname",
    "product": "price",
}


# ── Adding ──────────────────────────────────────────────────────────────────────────────────────
def _shape(visit: Visit, product: Product) -> Shape:
    place = place_of(visit, product)
    return Shape(
        "products", "Add price",
        (
            (
                Field("price", "Price", "money"),
                Field("currency", "Currency", "select", choices=currencies(visit.formats.locale)),
            ),
            (
                Field("billing", "Billing", "select", choices=INTERVALS),
                Field("tax_behavior", "Tax", "select", choices=TAX_BEHAVIORS),
            ),
            (Field("nickname", "Nickname", hint="Only you see it.", length=5_000),),
        ),
        "Add price", place.crumbs, place.back,
        sentence="What a price costs cannot be changed later. Archive it then, and add another.",
        folds=tiers.folds(visit),
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    product = await product_of(visit)
    return form_page(
        visit, _shape(visit, product), {"currency": visit.tenant.settings.default_currency}, Faults()
    )  # fmt: skip


async def create(visit: Visit) -> Response:
    """Add the price."""
    product, faults = await product_of(visit), Faults()
    shape = _shape(visit, product)
    given = shape.typed(visit.form)
    nickname = forms.without_empty({"nickname": given["nickname"]})
    form = {
        **price_form(visit, given, faults),
        **tiers.form_of(visit, given, faults),
        "product": product.id,
        **nickname,
    }

    def field_of(param: str) -> str | None:
        return _FIELDS.get(param) or tiers.field_of(given, param)

    if not given["price"] and not given["tiers_mode"]:
        faults.fields["price"] = "Fill this in."
    params = checked(CreatePrice, form, faults, field_of)
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        await visit.run(verbs.CREATE_PRICE, params)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, field_of)
    return visit.back(shape.away, "The price is added.")


# ── What can be done to one ─────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, and the verb with its arguments that follows a yes."""

    confirmation: Confirmation
    verb: Verb
    arguments: tuple[object, ...]


def _archiving(price: Price, product: Product, words: str) -> _Asked:
    sentences = ("Invoices and drafts that have it keep it. New ones cannot choose it.", "You can restore it later.")
    confirmation = Confirmation(f"Archive the price {words}?", sentences, "Archive price", f"{words} is archived.")
    return _Asked(confirmation, verbs.UPDATE_PRICE, (UpdatePrice.of(active=False), price.id))


def _restoring(price: Price, product: Product, words: str) -> _Asked:
    sentences = ("New invoices can choose it again.",)
    confirmation = Confirmation(f"Restore the price {words}?", sentences, "Restore price", f"{words} is active again.")
    return _Asked(confirmation, verbs.UPDATE_PRICE, (UpdatePrice.of(active=True), price.id))


def _preferring(price: Price, product: Product, words: str) -> _Asked:
    sentences = (
        f"New items with {product.name} get this price.",
        "Existing invoices do not change.",
    )
    confirmation = Confirmation(
        f"Make {words} the default price?", sentences, "Make default", f"{words} is the default price."
    )
    return _Asked(confirmation, verbs.UPDATE_PRODUCT, (UpdateProduct.of(default_price=price.id), product.id))


_ACTS: dict[str, Callable[[Price, Product, str], _Asked]] = {
    "archive": _archiving,
    "restore": _restoring,
    "default": _preferring,
}


async def _asked(visit: Visit) -> tuple[Product, _Asked]:
    """What the address asks of which price. Raises NO_SUCH_PATH, also for the price of another product."""
    product = await product_of(visit)
    price: Price = await visit.look(verbs.RETRIEVE_PRICE, visit.named("price"))
    act = _ACTS.get(visit.named("act"))
    if act is None or price.product != product.id or price.inline:
        raise errors.NO_SUCH_PATH(noun="price", id=price.id)
    return product, act(price, product, price_words(price, visit.formats))


async def ask(visit: Visit) -> Response:
    """Ask before it is done."""
    product, asked = await _asked(visit)
    return ask_page(visit, place_of(visit, product), asked.confirmation)


async def do(visit: Visit) -> Response:
    """Do it, and say so."""
    product, asked = await _asked(visit)
    return await act_on(visit, place_of(visit, product), asked.confirmation, asked.verb, *asked.arguments)
