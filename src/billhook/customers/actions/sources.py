"""Cards that a customer has as sources, and which of them is charged if none is named (docs/decisions/0080)."""

from billhook.customers import store, view
from billhook.customers.actions.attach import attach_locked
from billhook.customers.actions.detach import detach_locked, unset_default
from billhook.customers.objects import Customer
from billhook.customers.params import CreateSource, UpdateSource
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.clock import as_datetime
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.create_source import create_source
from billhook.payment_methods.objects import Billing, PaymentMethod
from billhook.payment_methods.rules.card import check_expiry
from billhook.payment_methods.rules.sources import is_source
from billhook.payment_methods.view import source as shown
from billhook.wire.deleted import Deleted
from billhook.wire.params import merged_metadata

_LINES = {
    "address_city": "city", "address_country": "country", "address_line1": "line1", "address_line2": "line2",
    "address_state": "state", "address_zip": "postal_code",
}  # fmt: skip


async def create(tx: Tx, params: CreateSource, customer_id: str) -> PaymentMethod:
    """A new card of the customer; their first one is charged by default. With `customer.source.created`.

    Raises NO_SUCH_PATH, the error of a card that would decline every payment, and what `create_source` raises.
    """
    customer = await _lock_customer(tx, customer_id)
    card = await add_source(tx, customer_id, params.source, params.metadata)
    if customer.default_source is None:
        await _save_default(tx, customer, card.id)
    return card


async def add_source(
    tx: Tx, customer_id: str, token: str, metadata: dict[str, str] | None = None
) -> PaymentMethod:  # fmt: skip
    """The card of a token, now a locked customer's, with `customer.source.created`. Raises as `create` does."""
    return await attach_locked(tx, await create_source(tx, token, "source", metadata), customer_id)


async def replaced_source(tx: Tx, customer: Customer, token: str) -> Customer:
    """A locked customer whose default source is the card of a token; the former one is deleted. The caller writes it.

    Raises as `create` does.
    """
    card = await add_source(tx, customer.id, token)
    former = customer.default_source
    if former is not None:
        await detach_locked(tx, await _lock(tx, customer.id, former))
    return replace(customer, default_source=card.id)


async def check_source(tx: Tx, customer_id: str, source_id: str) -> None:
    """A default must be one of the customer's own sources. Raises NO_SUCH_PARAM."""
    found = await methods.find(tx, source_id) if is_source(source_id) else None
    if found is None or found.customer != customer_id:
        raise errors.NO_SUCH_PARAM(param="default_source", noun="source", id=source_id)


async def update(tx: Tx, params: UpdateSource, customer_id: str, source_id: str) -> PaymentMethod:
    """The card with what was given changed, and `customer.source.updated` where that is anything.

    Raises NO_SUCH_PATH, INVALID_EXPIRY_MONTH, INVALID_EXPIRY_YEAR.
    """
    await _lock_customer(tx, customer_id)
    card = await _lock(tx, customer_id, source_id)
    new = replace(card, billing_details=_billing(card.billing_details, params), details=_details(tx, card, params))
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(card.metadata, params.metadata))
    if new != card:
        await methods.save(tx, new)
        emit_updated(tx, "customer.source.updated", shown, card, new)
    return new


def _billing(before: Billing, params: UpdateSource) -> Billing:
    lines = {line: getattr(params, name) for name, line in _LINES.items() if params.given(name)}
    name = params.name if params.given("name") else before["name"]
    return {**before, "address": {**before["address"], **lines}, "name": name}


def _details(tx: Tx, card: PaymentMethod, params: UpdateSource) -> Json:
    if params.exp_month is None and params.exp_year is None:
        return card.details
    month = params.exp_month if params.exp_month is not None else card.details["exp_month"]
    year = params.exp_year if params.exp_year is not None else card.details["exp_year"]
    month, year = check_expiry(month, year, as_datetime(tx.now).date())
    return {**card.details, "exp_month": month, "exp_year": year}


async def delete(tx: Tx, customer_id: str, source_id: str) -> Deleted:
    """Delete a card of a customer, with `customer.source.deleted`; it is spent.

    If it was charged by default, the newest of the others is from now on. Raises NO_SUCH_PATH.
    """
    customer = await _lock_customer(tx, customer_id)
    card = await _lock(tx, customer_id, source_id)
    await detach_locked(tx, card)
    await unset_default(tx, customer, card.id)
    return Deleted(card.id, "card")


async def _save_default(tx: Tx, customer: Customer, source_id: str) -> None:
    new = replace(customer, default_source=source_id)
    await store.save(tx, new)
    emit_updated(tx, "customer.updated", view.customer, customer, new)


async def _lock_customer(tx: Tx, customer_id: str) -> Customer:
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(param="customer", noun="customer", id=customer_id)
    return customer


async def _lock(tx: Tx, customer_id: str, source_id: str) -> PaymentMethod:
    """A source of a locked customer. Raises NO_SUCH_PATH."""
    card = await methods.lock(tx, source_id) if is_source(source_id) else None
    if card is None or card.customer != customer_id:
        raise errors.NO_SUCH_PATH(param="id", noun="source", id=source_id)
    return card
