"""A wire object that remembers more than it says, because older versions said it."""

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from billhook.kernel.wire_object import WireObject


class Past(TypedDict, total=False):
    """Facts that the newest version leaves out of an object and older ones show.

    All are optional: without one, the older shape says what the newest object itself still tells. Objects
    are given in the newest shape; the chain walks them back too.
    """

    price: WireObject
    """line_item, invoiceitem: the whole price that `pricing` names. Shown up to acacia, with `plan`."""

    tax_rates: list[WireObject]
    """line_item: the rates set on the line itself, whole. Shown up to acacia."""

    payment_intent: str | None
    """invoice: the id of the PaymentIntent of its default payment. Shown up to acacia."""

    charge: str | None
    """invoice: the id of the latest charge of that PaymentIntent. Shown up to acacia."""

    discount: WireObject | None
    """invoice, subscription: the whole discount, if there is exactly one. Shown up to acacia."""

    invoice: str | None
    """payment_intent, charge: the id of the invoice that it pays. Shown up to acacia."""

    coupon: WireObject
    """discount, promotion_code: the whole coupon. Shown up to basil."""

    amount_paid_off_stripe: int
    """invoice: kept by the chain itself on the way back, see v2026_05_27_dahlia."""


class WithPast(dict[str, Any]):
    """A dict like any other to whoever encodes, compares or changes it, with `past` beside its keys.

    A view returns `WireObject(WithPast({...}, price=..., tax_rates=...))`. The facts are no keys, so nothing has to
    strip them from the newest version and none can slip out on the wire. They live as long as the object:
    change it in place (a copy by `dict(body)` or through JSON keeps the keys and forgets the facts).
    """

    __slots__ = ("past",)

    def __init__(self, body: Mapping[str, object], /, **past: Unpack[Past]) -> None:
        super().__init__(body)
        self.past: Past = past


def remembering(body: WireObject) -> WithPast:
    """A copy of `body` that may be changed, one level deep, with the facts that came with it."""
    facts = body.past if isinstance(body, WithPast) else {}
    return WithPast(body, **facts)
