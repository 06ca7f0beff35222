"""Products: the list, one product with its prices, making and changing it, archiving and restoring it."""

from functools import partial

from starlette.responses import Response

from billhook.catalog import search_store, store, verbs
from billhook.catalog.objects import Product
from billhook.catalog.params import CreateProduct, ListPrices, ListProducts, UpdateProduct
from billhook.dashboard.asking import Place, act_on, ask_page, json_page
from billhook.dashboard.choices import currencies
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.formatting import Formats
from billhook.dashboard.paging import ROWS, cursors, pager
from billhook.dashboard.products import forms
from billhook.dashboard.products.forms import Field, Shape, Typed, form_page, refused, told
from billhook.dashboard.products.listing import ACTIVE, ARCHIVED
from billhook.dashboard.products.sections import below, below_list, path_of, section_page
from billhook.dashboard.products.words import INTERVALS, TAX_BEHAVIORS, billing_words, price_words, terms_words
from billhook.dashboard.staleness import ChangedMeanwhile, unless_changed
from billhook.dashboard.visiting import Visit
from billhook.kernel.api_error import ApiError
from billhook.kernel.money import is_currency
from billhook.subscriptions import counting_store
from billhook.subscriptions.counting_store import Count
from billhook.wire.forms import Form

_SECTION = "products"
_TABS = (("", "All"), ("active", "Active"), ("archived", "Archived"))
_PRICES_MAX = 100
_IMAGES = ("image", *(f"image_{n}" for n in range(2, 9)))
_FIELDS = {
    "name": "name",
    "description": "description",
    "default_price_data[unit_amount_decimal]": "price",
    "default_price_data[unit_amount]": "price",
    "default_price_data[currency]": "currency",
}


async def product_of(visit: Visit) -> Product:
    """The product that the address names. Raises NO_SUCH_PATH."""
    found: Product = await visit.look(verbs.RETRIEVE_PRODUCT, visit.named("product"))
    return found


def place_of(visit: Visit, product: Product) -> Place:
    """A page below the one of a product."""
    return below(visit, _SECTION, product.id, product.name)


# ── Looking ─────────────────────────────────────────────────────────────────────────────────────
def asked_for(visit: Visit) -> tuple[str, str]:
    """What the address asks for: words of a name, and a status; empty where it does not."""
    tab = visit.asked("status")
    return visit.asked("q")[:200], tab if tab in dict(_TABS) else ""


def is_active(tab: str) -> bool | None:
    """What a status asks of products; None where it asks nothing."""
    return {"active": True, "archived": False}.get(tab)


async def show_list(visit: Visit) -> Response:
    """The products of this mode with their default prices, newest first; those that match, where one searched."""
    searched, tab = asked_for(visit)
    rows, has_more = await _rows(visit, searched, tab)
    async with visit.reader() as reader:
        wanted = [row.default_price for row in rows if row.default_price is not None]
        prices = {price.id: price for price in await store.prices_of_ids(reader, wanted)} if wanted else {}
    f = visit.formats
    shown = [
        (row, visit.to(path_of(_SECTION, row.id)), price_words(price, f) if price else "",
         billing_words(price) if price else "", ACTIVE if row.active else ARCHIVED)
        for row in rows for price in [prices.get(row.default_price or "")]
    ]  # fmt: skip
    ids = [row.id for row in rows]
    return section_page(
        visit, "list.html", _SECTION, title="Products", rows=shown, searched=searched, tab=tab,
        tabs=[(visit.to("/products", status=name), words, name == tab, None) for name, words in _TABS],
        pager=("", "") if searched else pager(visit, "/products", ids, has_more=has_more, query={"status": tab}),
        is_cut=bool(searched) and has_more,
        is_new=not rows and not visit.request.url.query,
        export=visit.to("/products/export.csv", q=searched, status=tab),
    )  # fmt: skip


async def _rows(visit: Visit, searched: str, tab: str) -> tuple[list[Product], bool]:
    if not searched:
        wanted = ListProducts.of(active=is_active(tab), **cursors(visit))
        rows, has_more = await visit.look(verbs.LIST_PRODUCTS, wanted)
        return rows, has_more
    async with visit.reader() as reader:
        found = await search_store.search(reader, searched, ROWS + 1)
    matching = [row for row in found if not tab or row.active == is_active(tab)]
    return matching[:ROWS], len(found) > ROWS


async def show(visit: Visit) -> Response:
    """One product and its prices: active ones first."""
    product = await product_of(visit)
    prices = []
    for active in (True, False):
        wanted = ListPrices.of(product=product.id, active=active, limit=_PRICES_MAX)
        found, _ = await visit.look(verbs.LIST_PRICES, wanted)
        prices += found
    async with visit.reader() as reader:
        recurring = [price.id for price in prices if price.recurring is not None]
        used = await counting_store.of_prices(reader, recurring) if recurring else {}
    f = visit.formats
    return section_page(
        visit, "product.html", _SECTION, title=product.name, up=below_list(visit, _SECTION), product=product,
        images=[(image, image.startswith(("https://", "http://"))) for image in product.images],
        here=visit.to(path_of(_SECTION, product.id)), state=ACTIVE if product.active else ARCHIVED,
        prices=[(price, price_words(price, f), billing_words(price), ACTIVE if price.active else ARCHIVED,
                 terms_words(price, f))
                for price in prices],
        may_write=visit.may("catalog:write"), used={id: _used(count, f) for id, count in used.items() if count.number},
    )  # fmt: skip


def _used(count: Count, f: Formats) -> str:
    """How many subscriptions use a price, in words."""
    number = f"{f.number(count.number)}{'+' if count.is_more else ''}"
    return f"{number} subscription{'' if count.number == 1 else 's'}"


async def show_json(visit: Visit) -> Response:
    """The product as the API gives it."""
    product = await product_of(visit)
    return await json_page(visit, place_of(visit, product), verbs.RETRIEVE_PRODUCT, product.id)


# ── Making and changing ─────────────────────────────────────────────────────────────────────────
_OWN = (
    (Field("name", "Name", required=True, length=5_000),),
    (Field("description", "Description", "area", hint="Invoices can show it.", length=5_000),),
    (Field(_IMAGES[0], "Picture", hint="Its address on the web: https://…", length=5_000),),
)
_FURTHER = (
    "Further pictures",
    tuple((Field(name, f"Picture {n}", length=5_000),) for n, name in enumerate(_IMAGES[1:], start=2)),
)


def _create_shape(visit: Visit) -> Shape:
    return Shape(
        _SECTION, "Create product",
        (
            *_OWN,
            (
                Field("price", "Price", "money", hint="Empty: add prices later."),
                Field("currency", "Currency", "select", choices=currencies(visit.formats.locale)),
            ),
            (
                Field("billing", "Billing", "select", choices=INTERVALS),
                Field("tax_behavior", "Tax", "select", choices=TAX_BEHAVIORS),
            ),
        ),
        "Create product", below_list(visit, _SECTION), visit.to("/products"), folds=(_FURTHER,),
    )  # fmt: skip


async def show_new(visit: Visit) -> Response:
    """The empty form."""
    return form_page(visit, _create_shape(visit), {"currency": visit.tenant.settings.default_currency}, Faults())


async def create(visit: Visit) -> Response:
    """Make the product, with its default price if one was typed."""
    shape, faults = _create_shape(visit), Faults()
    given = shape.typed(visit.form)
    form: Form = {"name": given["name"], **forms.without_empty({"description": given["description"]})}
    if images := _typed_images(given):
        form["images"] = images
    if given["price"]:
        form["default_price_data"] = price_form(visit, given, faults)
    params = checked(CreateProduct, form, faults, partial(_field_of, given))
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        made = await visit.run(verbs.CREATE_PRODUCT, params)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, partial(_field_of, given))
    return visit.back(visit.to(path_of(_SECTION, made.id)), "The product is created.")


def price_form(visit: Visit, given: Typed, faults: Faults) -> Form:
    """The parameters that the fields Price, Currency, Billing and Tax make."""
    currency = given["currency"].lower()
    form: Form = {"currency": currency}
    if is_currency(currency):
        amount = forms.price(given, "price", currency, visit.formats, faults)
        form |= forms.without_empty({"unit_amount_decimal": amount})
    if given["billing"]:
        form["recurring"] = {"interval": given["billing"]}
    return {**form, **forms.without_empty({"tax_behavior": given["tax_behavior"]})}


def _edit_shape(visit: Visit, product: Product) -> Shape:
    place = place_of(visit, product)
    return Shape(
        _SECTION, f"Edit {product.name}", _OWN, "Save changes", place.crumbs, place.back, folds=(_FURTHER,),
        stored=_stored(product),
    )  # fmt: skip


def _stored(product: Product) -> Typed:
    """The form as a product fills it."""
    images = dict(zip(_IMAGES, product.images, strict=False))
    return {"name": product.name, "description": product.description or "", **dict.fromkeys(_IMAGES, ""), **images}


def _typed_images(given: Typed) -> Form:
    """The addresses that were typed, by their place among them."""
    return {str(n): image for n, image in enumerate(given[name] for name in _IMAGES if given[name])}


def _field_of(given: Typed, param: str) -> str | None:
    """The field that shows a parameter. Fields that are empty are not sent, so pictures are counted without them."""
    images = {f"images[{n}]": name for n, name in enumerate(name for name in _IMAGES if given[name])}
    return images.get(param) or _FIELDS.get(param)


async def show_edit(visit: Visit) -> Response:
    """The form with what is stored."""
    product = await product_of(visit)
    return form_page(visit, _edit_shape(visit, product), _stored(product), Faults())


async def update(visit: Visit) -> Response:
    """Write what was typed."""
    product, faults = await product_of(visit), Faults()
    shape = _edit_shape(visit, product)
    given = shape.typed(visit.form)
    form: Form = {"name": given["name"], "description": given["description"]}
    form["images"] = _typed_images(given) or ""
    params = checked(UpdateProduct, form, faults, partial(_field_of, given))
    if params is None:
        return form_page(visit, shape, given, faults)
    try:
        verb = unless_changed(verbs.UPDATE_PRODUCT, visit.form, given, store.lock_product, _stored)
        await visit.run(verb, params, product.id)
    except ChangedMeanwhile as found:
        return told(visit, shape, given, found)
    except ApiError as error:
        return refused(visit, shape, given, faults, error, partial(_field_of, given))
    return visit.back(shape.away, "The changes are saved.")


# ── Archiving ───────────────────────────────────────────────────────────────────────────────────
def _archiving(product: Product) -> Confirmation:
    return Confirmation(
        f"Archive {product.name}?",
        ("Invoices and drafts that have it keep it. New ones cannot choose it.", "You can restore it later."),
        "Archive product",
        f"{product.name} is archived.",
    )


def _restoring(product: Product) -> Confirmation:
    sentences = ("New invoices can choose it again.",)
    return Confirmation(f"Restore {product.name}?", sentences, "Restore product", f"{product.name} is active again.")


async def ask_archive(visit: Visit) -> Response:
    """Ask before it is archived."""
    product = await product_of(visit)
    return ask_page(visit, place_of(visit, product), _archiving(product))


async def archive(visit: Visit) -> Response:
    """Take the product off the shelf."""
    product = await product_of(visit)
    params = UpdateProduct.of(active=False)
    place = place_of(visit, product)
    return await act_on(visit, place, _archiving(product), verbs.UPDATE_PRODUCT, params, product.id)


async def ask_restore(visit: Visit) -> Response:
    """Ask before it is restored."""
    product = await product_of(visit)
    return ask_page(visit, place_of(visit, product), _restoring(product))


async def restore(visit: Visit) -> Response:
    """Put the product back on the shelf."""
    product = await product_of(visit)
    params = UpdateProduct.of(active=True)
    place = place_of(visit, product)
    return await act_on(visit, place, _restoring(product), verbs.UPDATE_PRODUCT, params, product.id)
