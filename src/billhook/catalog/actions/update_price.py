"""Change what may change of a price: never what it costs in its own currency."""

from billhook.catalog import plans_view, store, view
from billhook.catalog.actions.adding import take_lookup_key
from billhook.catalog.actions.terms import frozen_tax_behavior, options_of
from billhook.catalog.objects import Price
from billhook.catalog.params import UpdatePrice
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def update_price(tx: Tx, params: UpdatePrice, price_id: str) -> Price:
    """The price with what was given changed. An update that changes nothing reports nothing.

    Raises NO_SUCH_PATH, LOOKUP_KEY_TAKEN, TAX_BEHAVIOR_FROZEN, PRICE_IS_DEFAULT, PRICE_INLINE and what
    currency options raise.
    """
    default_price = await store.hold_product_of_price(tx, price_id) if params.active is False else None
    price = await _locked(tx, params, price_id)
    new = _changed(price, params)
    if new == price:
        return price
    if new.active and not price.active and price.inline:
        raise errors.PLAN_DELETED(param="active") if price.recurring else errors.PRICE_INLINE(param="active")
    if price.active and not new.active and default_price == price.id:
        raise errors.PRICE_IS_DEFAULT(param="active")
    if new.held_lookup_key not in (None, price.held_lookup_key):
        await take_lookup_key(tx, new, transfer=params.transfer_lookup_key)
    await store.save_price(tx, new)
    emit_updated(tx, "price.updated", view.price, price, new)
    # What a plan does not show is no change of it.
    if new.is_plan and tx.render(plans_view.plan, new) != tx.render(plans_view.plan, price):
        emit_updated(tx, "plan.updated", plans_view.plan, price, new)
    return new


async def _locked(tx: Tx, params: UpdatePrice, price_id: str) -> Price:
    """The price, and with it the holder of the lookup key that it is about to get."""
    seen = await store.find_price(tx, price_id)
    if seen is not None:
        wanted = _changed(seen, params).held_lookup_key
        seen = await store.lock_price(tx, price_id, wanted if wanted != seen.held_lookup_key else None)
    if seen is None:
        raise errors.NO_SUCH_PATH(noun="price", id=price_id)
    return seen


def _changed(price: Price, params: UpdatePrice) -> Price:
    """The price with everything that was given; what was not given stays as it is."""
    change = {name: getattr(params, name) for name in ("lookup_key", "nickname") if params.given(name)}
    if params.active is not None:
        change["active"] = params.active
    if params.given("currency_options"):
        given = params.currency_options
        change["currency_options"] = options_of(price, given) if given is not None else {}
    if params.given("metadata"):
        change["metadata"] = merged_metadata(price.metadata, params.metadata)
    change["tax_behavior"] = frozen_tax_behavior(price.tax_behavior, params.tax_behavior, "tax_behavior")
    return replace(price, **change)
