"""Put a new price or product into the catalogue, and tell: what every verb that makes one has in common."""

from billhook.catalog import plans_view, store, view
from billhook.catalog.actions.terms import under
from billhook.catalog.objects import Price, Product
from billhook.catalog.params import CreatePrice, DefaultPriceData, TaxDetails
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def add_product(tx: Tx, product: Product, param: str, *, default_price: str | None = None) -> Product:
    """Store and report a new product. Raises ALREADY_EXISTS about `param`.

    The product has the `default_price` already; the caller stores it once there is such a price.
    """
    if not await store.insert_product(tx, product):
        raise errors.ALREADY_EXISTS(param=param, noun="Product")
    made = replace(product, default_price=default_price)
    tx.emit("product.created", tx.render(view.product, made))
    return made


async def add_price(tx: Tx, price: Price, *, transfer_lookup_key: bool = False) -> Price:
    """Store and report a new price. Raises LOOKUP_KEY_TAKEN, and ALREADY_EXISTS for the chosen id of a plan."""
    await take_lookup_key(tx, price, transfer=transfer_lookup_key)
    if not await store.insert_price(tx, price):
        raise errors.ALREADY_EXISTS(param="id", noun="Plan")
    tx.emit("price.created", tx.render(view.price, price))
    if price.is_plan:
        tx.emit("plan.created", tx.render(plans_view.plan, price))
    return price


async def take_lookup_key(tx: Tx, price: Price, *, transfer: bool) -> None:
    """Make sure that no other active price has the lookup key that `price` is about to be stored with.

    With `transfer` the other price loses it, and `price.updated` says so. Raises LOOKUP_KEY_TAKEN without.
    """
    if (lookup_key := price.held_lookup_key) is None:
        return
    holder = await store.claim_lookup_key(tx, lookup_key)
    if holder is None or holder.id == price.id:
        return
    if not transfer:
        raise errors.LOOKUP_KEY_TAKEN(param="lookup_key", price=holder.id)
    stripped = replace(holder, lookup_key=None)
    await store.save_price(tx, stripped)
    emit_updated(tx, "price.updated", view.price, holder, stripped)


def new_product(tx: Tx, name: str, chosen_id: str | None) -> Product:
    """A new product of which nothing is known but its name."""
    sort_id = new_id("prod")
    return Product(
        id=chosen_id or sort_id, sort_id=sort_id, created=tx.now, updated=tx.now, deleted_at=None,
        active=True, inline=False, name=name, description=None, images=[], marketing_features=[], metadata={},
        package_dimensions=None, shippable=None, statement_descriptor=None, tax_code=None, type="service",
        unit_label=None, url=None, default_price=None,
    )  # fmt: skip


def new_price(tx: Tx, product_id: str, given: CreatePrice | DefaultPriceData) -> Price:
    """A new price with what a price and a default price have in common, but without its terms."""
    return Price(
        id=new_id("price"), created=tx.now, active=True, inline=False, product=product_id,
        currency=given.currency, nickname=None, lookup_key=None, metadata=merged_metadata({}, given.metadata),
        tax_behavior=given.tax_behavior or "unspecified", unit_amount=None, custom_unit_amount=None,
        tiers_mode=None, tiers=None, currency_options={}, transform_quantity=None, recurring=None,
    )  # fmt: skip


def tax_code_of(tax_code: str | None, details: TaxDetails | None, *, place: str = "") -> str | None:
    """The tax code, from its old place or its new one. Raises EXCLUSIVE_PARAMETERS when both speak of it."""
    if details is None or not details.given("tax_code"):
        return tax_code
    if tax_code is not None and details.tax_code != tax_code:
        param = under(place, "tax_details") + "[tax_code]"
        raise errors.EXCLUSIVE_PARAMETERS(param=param, names=f"{under(place, 'tax_code')}, {param}")
    return details.tax_code
