"""The customer's discount: what every new invoice of the customer inherits (invoicing.md §1.12, §2.3)."""

from billhook.customers import store
from billhook.customers.objects import Customer
from billhook.customers.params import CreateCustomer, UpdateCustomer
from billhook.db.tx import Tx
from billhook.discounts.actions.redeem import announce, redeem
from billhook.discounts.actions.remove import remove, switch
from billhook.discounts.objects import Discount
from billhook.discounts.params import GivenDiscount
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def delete_discount(tx: Tx, customer_id: str) -> Discount:
    """Take the discount away and return it. Raises NO_SUCH_PATH, NO_DISCOUNT. Invoices that inherited it keep it."""
    customer = await store.lock(tx, customer_id)
    if customer is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    discount = discount_of(customer)
    if discount is None:
        raise errors.NO_DISCOUNT(customer=customer_id)
    await remove(tx, discount)
    await store.save(tx, without_discount(customer))
    return discount


async def spend_discount(tx: Tx, customer_id: str, discount_id: str) -> None:
    """A discount for `once` is over: the invoice that inherited it was finalized. Nothing happens where it is gone."""
    customer = await store.lock(tx, customer_id)
    discount = discount_of(customer) if customer is not None else None
    if customer is not None and discount is not None and discount.id == discount_id:
        await remove(tx, discount)
        await store.save(tx, without_discount(customer))


async def with_given_discount(tx: Tx, customer: Customer, params: CreateCustomer | UpdateCustomer) -> Customer:
    """The stored, locked customer with the coupon or code that was given, or without one that was unset.

    Reports what becomes of the discount; the caller writes the customer. Raises what redeeming raises.
    """
    before = discount_of(customer)
    if params.coupon is None and params.promotion_code is None:
        if before is not None and (params.given("coupon") or params.given("promotion_code")):
            await remove(tx, before)
            return without_discount(customer)
        return customer
    given = {name: value for name in ("coupon", "promotion_code") if (value := getattr(params, name)) is not None}
    (discount,) = await redeem(
        tx, [GivenDiscount.of(**given)], customer=customer.id, currency=None, param="", announced=False
    )
    if before is not None:
        await switch(tx, before, discount)
    else:
        announce(tx, [discount])
    return replace(customer, discount=discount.id, discount_frozen=discount.to_stored())


def discount_of(customer: Customer) -> Discount | None:
    """The customer's discount, over or not."""
    return Discount.from_stored(customer.discount_frozen) if customer.discount_frozen is not None else None


def without_discount(customer: Customer) -> Customer:
    """The customer, from whom the discount was taken."""
    return replace(customer, discount=None, discount_frozen=None)
