"""The payment method of a payment: one that is named, or one that is made on the spot (platform.md §7.3)."""

from billhook.customers.actions.attach import attach_locked
from billhook.db.tenants import Tenant
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods import store
from billhook.payment_methods.actions.create import create, create_from_template, is_template
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.params import PaymentMethodData
from billhook.payment_methods.rules.card import checked
from billhook.payments.objects import PaymentIntent
from billhook.processors.known import TEST, name_of


async def take_method(
    tx: Tx, method_id: str | None, data: PaymentMethodData | None, customer: str | None
) -> PaymentMethod | None:
    """The payment method that a caller gave, locked; None where none was given.

    Raises EXCLUSIVE_PARAMETERS, NO_SUCH_PARAM, METHOD_SPENT, METHOD_WITHOUT_CUSTOMER, METHOD_OF_OTHER_CUSTOMER and
    errors about the card.
    """
    if method_id is not None and data is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="payment_method", names="payment_method, payment_method_data")
    if data is not None:
        return await create(tx, data, "payment_method_data")
    return await take_named_method(tx, method_id, customer) if method_id is not None else None


async def take_named_method(tx: Tx, method_id: str, customer: str | None) -> PaymentMethod:
    """A payment method by its id, or a new one by `pm_card_…`. Raises as `take_method` does."""
    if is_template(method_id):
        return await create_from_template(tx, method_id, "payment_method")
    method = await store.lock(tx, method_id)
    if method is None:
        raise errors.NO_SUCH_PARAM(param="payment_method", noun="PaymentMethod", id=method_id)
    if method.spent:
        raise errors.METHOD_SPENT(param="payment_method")
    if method.customer is not None and customer is None:
        raise errors.METHOD_WITHOUT_CUSTOMER(param="payment_method", id=method.id, owner=method.customer)
    if method.customer not in (None, customer):
        raise errors.METHOD_OF_OTHER_CUSTOMER(param="payment_method", id=method.id, customer=customer)
    return method


def is_known(tenant: Tenant, method: PaymentMethod) -> bool:
    """Whether the processor that is asked of new payments knows the token of a method; without one nobody else does."""
    return name_of(tenant) in ("", method.processor or TEST)


def check_known(tx: Tx, method: PaymentMethod) -> None:
    """A token is a name at one processor: another may know something else by it. Raises METHOD_OF_OTHER_PROCESSOR."""
    if not is_known(tx.tenant, method):
        raise errors.METHOD_OF_OTHER_PROCESSOR(param="payment_method", id=method.id)


async def keep_or_spend(tx: Tx, intent: PaymentIntent, method: PaymentMethod, keeper: str | None) -> None:
    """What becomes of a method that has paid: it is the `keeper`'s, where there is one, and spent where it is nobody's.

    Asked for payments in the holder's absence, it is set up for them. A method that was detached meanwhile stays spent.
    """
    after = replace(checked(method), set_up=method.set_up or intent.setup_future_usage == "off_session")
    if method.customer is None and keeper is not None and not method.spent:
        await attach_locked(tx, after, keeper)
        return
    if method.customer is None:
        after = replace(after, spent=True)
    if after != method:
        await store.save(tx, after)
