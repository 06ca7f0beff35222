"""What can be looked at: customers, their balances, payment methods and tax ids."""

from billhook.customers import movements_store, store
from billhook.customers.objects import Movement
from billhook.customers.params import ListBalanceTransactions, ListSources
from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.payment_methods import store as methods
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.params import ListPaymentMethods, ListPaymentMethodsOf
from billhook.payment_methods.rules.sources import is_source
from billhook.tax import tax_ids_store
from billhook.tax.objects import TaxId
from billhook.tax.params import ListTaxIds, TaxIdOwner
from billhook.wire.lookups import existing
from billhook.wire.params import Page

OWNER = "owner[customer]"


customer = existing(store.find, "customer")
"""A customer, also a deleted one. Raises NO_SUCH_PATH."""


async def check_customer(reader: Reader, customer_id: str) -> None:
    """Raises NO_SUCH_PATH, also for a deleted customer."""
    found = await store.find(reader, customer_id)
    if found is None or found.is_deleted:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)


async def movement(reader: Reader, customer_id: str, movement_id: str) -> Movement:
    """A movement of a customer's balance, also of a deleted customer. Raises NO_SUCH_PATH."""
    found = await movements_store.find(reader, customer_id, movement_id)
    if found is None:
        raise await missing_movement(reader, customer_id, movement_id)
    return found


async def movements(
    reader: Reader, params: ListBalanceTransactions, customer_id: str
) -> tuple[list[Movement], bool]:  # fmt: skip
    """The ledger of a customer's balance, newest first, also of a deleted customer. Raises NO_SUCH_PATH."""
    await customer(reader, customer_id)
    return await movements_store.page(reader, customer_id, params)


async def missing_movement(reader: Reader, customer_id: str, movement_id: str) -> errors.ApiError:
    """Which of the two does not exist. The customer is looked up only if the movement is not found."""
    await customer(reader, customer_id)
    return errors.NO_SUCH_PATH(param="transaction", noun="customer_balance_transaction", id=movement_id)


async def payment_methods_of(
    reader: Reader, params: ListPaymentMethodsOf, customer_id: str
) -> tuple[list[PaymentMethod], bool]:  # fmt: skip
    """A customer's payment methods. Raises NO_SUCH_PATH."""
    await check_customer(reader, customer_id)
    return await _payment_methods(reader, params, customer_id)


async def payment_methods(reader: Reader, params: ListPaymentMethods) -> tuple[list[PaymentMethod], bool]:
    """The same by the other address. Raises NO_SUCH_PARAM."""
    found = await store.find(reader, params.customer)
    if found is None or found.is_deleted:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    return await _payment_methods(reader, params, params.customer)


async def _payment_methods(
    reader: Reader, params: ListPaymentMethodsOf, customer_id: str
) -> tuple[list[PaymentMethod], bool]:  # fmt: skip
    return await methods.page(reader, params, customer_id, type=params.type, allow_redisplay=params.allow_redisplay)


async def payment_method_of(reader: Reader, customer_id: str, method_id: str) -> PaymentMethod:
    """A payment method that the customer has. Raises NO_SUCH_PATH."""
    method = await methods.find(reader, method_id)
    if method is None or method.customer != customer_id:
        await customer(reader, customer_id)
        raise errors.NO_SUCH_PATH(param="payment_method", noun="PaymentMethod", id=method_id)
    return method


async def sources_of(
    reader: Reader, params: ListSources, customer_id: str
) -> tuple[list[PaymentMethod], bool]:  # fmt: skip
    """A customer's sources. Raises NO_SUCH_PATH."""
    await check_customer(reader, customer_id)
    return await methods.page_of_sources(reader, params, customer_id)


async def source_of(reader: Reader, customer_id: str, source_id: str) -> PaymentMethod:
    """A source that the customer has. Raises NO_SUCH_PATH."""
    found = await methods.find(reader, source_id) if is_source(source_id) else None
    if found is None or found.customer != customer_id:
        await customer(reader, customer_id)
        raise errors.NO_SUCH_PATH(param="id", noun="source", id=source_id)
    return found


async def tax_ids_of(reader: Reader, params: Page, customer_id: str) -> tuple[list[TaxId], bool]:
    """A customer's tax ids. Raises NO_SUCH_PATH."""
    await check_customer(reader, customer_id)
    return await tax_ids_store.page(reader, params, customer_id)


async def tax_id_of(reader: Reader, customer_id: str, tax_id: str) -> TaxId:
    """A tax id of this customer. Raises NO_SUCH_PATH."""
    await check_customer(reader, customer_id)
    return owned_by(customer_id, await tax_ids_store.find(reader, tax_id), tax_id)


def owned_by(customer_id: str, found: TaxId | None, tax_id: str) -> TaxId:
    """The tax id, if it is this customer's. Raises NO_SUCH_PATH."""
    if found is None or found.customer != customer_id:
        raise errors.NO_SUCH_PATH(param="id", noun="tax_id", id=tax_id)
    return found


async def tax_ids(reader: Reader, params: ListTaxIds) -> tuple[list[TaxId], bool]:
    """The account's own tax ids, or those of the customer that `owner` names. Raises NO_SUCH_PARAM."""
    owner = customer_of(params.owner)
    if owner is not None:
        found = await store.find(reader, owner)
        if found is None or found.is_deleted:
            raise errors.NO_SUCH_PARAM(param=OWNER, noun="customer", id=owner)
    return await tax_ids_store.page(reader, params, owner)


async def tax_id(reader: Reader, tax_id: str) -> TaxId:
    """A tax id, whoever has it. Raises NO_SUCH_PATH, also for those of deleted customers."""
    return await alive(reader, await tax_ids_store.find(reader, tax_id), tax_id)


def customer_of(owner: TaxIdOwner | None) -> str | None:
    """The customer that owns a tax id; None if the account does, which is the default.

    Raises UNSUPPORTED_PARAMETER, MISSING_PARAMETER, TAX_ID_OWNER.
    """
    kind = owner.type if owner is not None else "self"
    if kind in ("account", "application"):
        raise errors.UNSUPPORTED_PARAMETER(param="owner[type]", name=f"owner[type]={kind}", on="here")
    customer = owner.customer if owner is not None else None
    if kind == "customer" and customer is None:
        raise errors.MISSING_PARAMETER(param=OWNER, name=OWNER)
    if kind == "self" and customer is not None:
        raise errors.TAX_ID_OWNER(param=OWNER)
    return customer


async def alive(reader: Reader, found: TaxId | None, tax_id: str) -> TaxId:
    """The tax id, unless its customer was deleted. Raises NO_SUCH_PATH."""
    if found is not None and found.customer is not None:
        customer = await store.find(reader, found.customer)
        if customer is None or customer.is_deleted:
            found = None
    if found is None:
        raise errors.NO_SUCH_PATH(noun="tax_id", id=tax_id)
    return found
