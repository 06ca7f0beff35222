"""Redeem: coupons and promotion codes become discounts of a customer, an invoice, a subscription or an item."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from billhook.db.tx import Tx
from billhook.discounts import discounts_store, store, view
from billhook.discounts.objects import Coupon, Discount, PromotionCode
from billhook.discounts.params import DISCOUNTS_MAX, GivenDiscount
from billhook.discounts.rules.coupon import check_redeemable
from billhook.discounts.rules.duration import end_of
from billhook.discounts.rules.promotion_code import (
    check_history,
    check_minimum,
    check_redeemable_by,
)
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace

HasPaid = Callable[[], Awaitable[bool]]

_WAYS = ("coupon", "promotion_code", "discount")


class _Named(NamedTuple):
    """One of `discounts[]`: which of the three it names, the id, and the parameter that errors speak of."""

    way: str
    id: str
    param: str


@dataclass(frozen=True, slots=True)
class _For:
    """What is redeemed for. `currency` None: for a customer, whose invoices may be in any."""

    customer: str | None
    currency: str | None
    invoice: str | None
    invoice_item: str | None
    amount: int | None
    has_paid: HasPaid | None
    subscription: str | None = None
    subscription_item: str | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """What the given ids name, locked until the transaction ends; deleted and removed things are missing."""

    coupons: dict[str, Coupon]
    codes: dict[str, PromotionCode]
    discounts: dict[str, Discount]


async def redeem(
    tx: Tx, given: Sequence[GivenDiscount], *, customer: str | None, currency: str | None, param: str = "discounts",
    invoice: str | None = None, invoice_item: str | None = None, amount: int | None = None,
    has_paid: HasPaid | None = None, announced: bool = True, subscription: str | None = None,
    subscription_item: str | None = None,
) -> list[Discount]:  # fmt: skip
    """The discounts of what was given, in its order; new ones are stored, counted and reported.

    `amount` (minor units of `currency`) is what is bought, None where that is not known yet: then no minimum is
    checked. `has_paid` is asked only for a code that is for first transactions; without it nobody has paid. A
    `discount` is one that this customer, invoice or item has already; it is given back and not counted again.
    `customer.discount.created` is reported but for discounts of items; not `announced`, the caller does it with
    `announce`. `param` is the name of the list, `""` where the three stand at the top.

    Raises ARRAY_TOO_LONG, ONE_OF_REQUIRED, EXCLUSIVE_PARAMETERS, NO_SUCH_PARAM, COUPON_REPEATED, COUPON_CURRENCY,
    COUPON_EXPIRED, COUPON_USED_UP and what a promotion code raises (`rules/promotion_code.py`).
    """
    if len(given) > DISCOUNTS_MAX:
        raise errors.ARRAY_TOO_LONG(param=param, name=param, limit=DISCOUNTS_MAX)
    named = [_named(one, f"{param}[{i}]" if param else "") for i, one in enumerate(given)]
    if not named:
        return []
    target = _For(customer, currency, invoice, invoice_item, amount, has_paid, subscription, subscription_item)
    held = await _held(tx, named)
    found: list[Discount] = []
    for one in named:
        discount = await _discount(tx, one, held, target)
        if any(discount.coupon == other.coupon for other in found):
            raise errors.COUPON_REPEATED(param=one.param, id=discount.coupon)
        found.append(discount)
    new = [discount for discount in found if discount.id not in held.discounts]
    if new:
        await discounts_store.insert_redeemed(tx, new)
        if announced:
            announce(tx, new)
    # What is stored keeps every currency; what is used is in one.
    return [_in_currency(discount, target, one.param) for discount, one in zip(found, named, strict=True)]


def announce(tx: Tx, discounts: Sequence[Discount]) -> None:
    """Report new discounts of customers, subscriptions and invoices; those of items go without (invoicing.md §3.17)."""
    for discount in discounts:
        if discount.customer is not None and discount.invoice_item is None and discount.subscription_item is None:
            tx.emit("customer.discount.created", tx.render(view.discount, discount))


def _named(given: GivenDiscount, place: str) -> _Named:
    ways = [(way, value) for way in _WAYS if (value := getattr(given, way)) is not None]
    if not ways:
        raise errors.ONE_OF_REQUIRED(param=place, names=", ".join(_WAYS))
    way, value = ways[0]
    if len(ways) > 1:
        names = ", ".join(name for name, _ in ways)
        raise errors.EXCLUSIVE_PARAMETERS(param=_under(place, ways[1][0]), names=names)
    return _Named(way, value, _under(place, way))


def _under(place: str, name: str) -> str:
    return f"{place}[{name}]" if place else name


async def _held(tx: Tx, named: Sequence[_Named]) -> _Held:
    """Lock what is named, and the coupons behind promotion codes: in the order in which everybody locks."""
    ids = {way: [one.id for one in named if one.way == way] for way in _WAYS}
    seen = await store.codes_of_ids(tx, ids["promotion_code"]) if ids["promotion_code"] else []
    coupons = ids["coupon"] + [each.code.coupon for each in seen]
    return _Held(
        await store.lock_coupons(tx, coupons) if coupons else {},
        await store.lock_codes(tx, [each.code.id for each in seen]) if seen else {},
        await discounts_store.lock(tx, ids["discount"]) if ids["discount"] else {},
    )


async def _discount(tx: Tx, one: _Named, held: _Held, target: _For) -> Discount:
    if one.way == "discount":
        return _existing(tx, one, held.discounts.get(one.id), target)
    if one.way == "promotion_code":
        code = held.codes.get(one.id)
        if code is None:
            raise errors.NO_SUCH_PARAM(param=one.param, noun="promotion code", id=one.id)
        coupon = await _coupon_of(tx, code, held.coupons.get(code.coupon), target, one.param)
        return _new(tx, coupon, code, target)
    found = held.coupons.get(one.id)
    if found is None:
        raise errors.NO_SUCH_PARAM(param=one.param, noun="coupon", id=one.id)
    check_redeemable(found, tx.now, one.param)
    return _new(tx, found, None, target)


def _existing(tx: Tx, one: _Named, discount: Discount | None, target: _For) -> Discount:
    """A discount on the object itself, or on one that it inherits from."""
    if discount is None or not _belongs(discount, target):
        raise errors.NO_SUCH_PARAM(param=one.param, noun="discount", id=one.id)
    is_of_customer = discount.invoice is None and discount.invoice_item is None
    if is_of_customer and discount.is_over(tx.now):
        raise errors.COUPON_EXPIRED(param=one.param, id=discount.coupon)
    return discount


def _belongs(discount: Discount, target: _For) -> bool:
    if discount.invoice_item is not None:
        return discount.invoice_item == target.invoice_item
    if discount.invoice is not None:
        return discount.invoice == target.invoice
    if discount.subscription_item is not None or target.subscription_item is not None:
        return discount.subscription_item == target.subscription_item
    # A subscription takes over nothing of its customer: taking it away would take it from both.
    if discount.subscription is not None or (target.subscription is not None and target.invoice is None):
        return discount.subscription == target.subscription
    return discount.customer is not None and discount.customer == target.customer


async def _coupon_of(tx: Tx, code: PromotionCode, coupon: Coupon | None, target: _For, param: str) -> Coupon:
    """The coupon of a promotion code, once it is clear that this customer may redeem the code for this."""
    if coupon is None:  # it was deleted
        raise errors.PROMOTION_CODE_INACTIVE(param=param)
    check_redeemable_by(code, coupon, target.customer, tx.now, param)
    if code.first_time_transaction and target.has_paid is not None:
        check_history(code, await target.has_paid(), param)
    if target.amount is not None and target.currency is not None:
        check_minimum(code, target.amount, target.currency, param)
    return coupon


def _new(tx: Tx, coupon: Coupon, code: PromotionCode | None, target: _For) -> Discount:
    counted = replace(coupon, times_redeemed=coupon.times_redeemed + 1)
    return Discount(
        id=new_id("di"),
        coupon=coupon.id,
        promotion_code=code.id if code is not None else None,
        percent_off=coupon.percent_off,
        amount_off=coupon.amount_off,
        currency=coupon.currency,
        currency_options=coupon.currency_options,
        products=tuple(coupon.products),
        name=coupon.name,
        duration=coupon.duration,
        customer=target.customer,
        invoice=target.invoice if target.invoice_item is None else None,
        invoice_item=target.invoice_item,
        origin=None,
        start=tx.now,
        end=end_of(coupon.duration_in_months, tx.now),
        coupon_snapshot=view.coupon(tx, counted),
        subscription=target.subscription if target.invoice is None and target.invoice_item is None else None,
        subscription_item=target.subscription_item,
    )


def _in_currency(discount: Discount, target: _For, param: str) -> Discount:
    if target.currency is None:
        return discount
    used = discount.in_currency(target.currency)
    if used is None:
        raise errors.COUPON_CURRENCY(
            param=param, id=discount.coupon, coupon_currency=discount.currency, currency=target.currency
        )
    return used
