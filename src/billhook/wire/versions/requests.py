"""Requests in the words of older versions, lifted to those of the newest.

Only what a parameter is called and where it stands is lifted. Its value is checked by the newest declaration,
so a refusal names the newest spelling, and `unit_amount` accepts the decimal places of `unit_amount_decimal`.
`GET /v1/invoices/upcoming` is not offered: `POST /v1/invoices/create_preview` answers in every version.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from billhook.wire.forms import Node, as_list

Params = dict[str, Node]
LiftFunction = Callable[[Params, str], None]

BASIL = "2025-03-31.basil"
CLOVER = "2025-09-30.clover"
ENDIVE = "2026-09-30.endive"


class Lift(NamedTuple):
    """One line of an upgrade guide, applied to requests of versions older than `version`."""

    version: str
    method: str
    path: re.Pattern[str]
    apply: LiftFunction


LIFTS: list[Lift] = []


def request_at(version: str, method: str, path: str, params: Params) -> Params:
    """`params` as the newest version spells them, for a request of `version` to `method` and `path`.

    `params` are as `forms.decode` gives them and stay as they are. Returns the same dict when nothing is to
    be done.
    """
    if version >= ENDIVE or not params:
        return params
    lifted = dict(params)
    for lift in LIFTS:
        if version < lift.version and method == lift.method and lift.path.fullmatch(path):
            lift.apply(lifted, path)
    return params if lifted == params else lifted


def _lift(version: str, method: str, *paths: str) -> Callable[[LiftFunction], LiftFunction]:
    """Register a function that edits the parameters of such requests in place; nested ones it replaces.

    `{}` in a path stands for one id; `*` for anything.
    """

    def register(function: LiftFunction) -> LiftFunction:
        for path in paths:
            pattern = re.escape(path).replace(r"\{\}", "[^/]+").replace(r"\*", ".*")
            LIFTS.append(Lift(version, method, re.compile(pattern), function))
        return function

    return register


@_lift(ENDIVE, "POST", "/v1/payment_intents", "/v1/payment_intents/{}")
def method_types(params: Params, path: str) -> None:
    """`payment_method_types` of a payment intent becomes `allowed_payment_method_types`."""
    if "payment_method_types" in params:
        params["allowed_payment_method_types"] = params.pop("payment_method_types")


@_lift(CLOVER, "POST", "/v1/promotion_codes")
def promotion(params: Params, path: str) -> None:
    """`coupon` of a promotion code becomes `promotion[coupon]`."""
    if "coupon" in params and "promotion" not in params:
        params["promotion"] = {"type": "coupon", "coupon": params.pop("coupon")}


@_lift(BASIL, "POST", "/v1/invoiceitems", "/v1/invoiceitems/{}", "/v1/invoices/{}/lines/{}")
def pricing(params: Params, path: str) -> None:
    """`price` becomes `pricing[price]`."""
    if "price" in params and "pricing" not in params:
        params["pricing"] = {"price": params.pop("price")}


@_lift(BASIL, "POST", "/v1/invoiceitems", "/v1/invoiceitems/{}")
def unit_amount(params: Params, path: str) -> None:
    """`unit_amount` becomes `unit_amount_decimal`."""
    if "unit_amount" in params and "unit_amount_decimal" not in params:
        params["unit_amount_decimal"] = params.pop("unit_amount")


@_lift(BASIL, "POST", "/v1/invoices/{}/add_lines", "/v1/invoices/{}/update_lines")
def pricing_of_lines(params: Params, path: str) -> None:
    """`lines[][price]` becomes `lines[][pricing][price]`."""
    lines = as_list(params.get("lines", ""))
    if lines is None:
        return
    lifted: list[Node] = []
    for line in lines:
        if isinstance(line, dict):
            line = dict(line)
            pricing(line, path)
        lifted.append(line)
    params["lines"] = lifted


@_lift(BASIL, "POST", "/v1/credit_notes")
@_lift(BASIL, "GET", "/v1/credit_notes/preview", "/v1/credit_notes/preview/lines")
def refunds(params: Params, path: str) -> None:
    """`refund` of a credit note becomes `refunds[0][refund]`."""
    if "refund" in params and "refunds" not in params:
        params["refunds"] = [{"refund": params.pop("refund")}]


@_lift(BASIL, "POST", "/v1/subscriptions", "/v1/subscriptions/{}")
def discounts(params: Params, path: str) -> None:
    """`coupon` and `promotion_code` of a subscription become `discounts`."""
    for name in ("coupon", "promotion_code"):
        if name in params and "discounts" not in params:
            value = params.pop(name)
            params["discounts"] = [{name: value}] if value else ""


# Where an expanded field of an invoice went. `charge` has no entry: it lies behind a payment intent that was
# not asked for.
_INVOICE_FIELDS = {
    "payment_intent": "payments.data.payment.payment_intent",
    "subscription": "parent.subscription_details.subscription",
    "discount": "discounts",
}
_INVOICES = re.compile(r"/v1/invoices(?!/[^/]+/lines)(/.*)?")


@_lift(BASIL, "GET", "*")
@_lift(BASIL, "POST", "*")
def expanded_fields(params: Params, path: str) -> None:
    """`payment_intent`, `subscription` and `discount` of an invoice are expanded where they went."""
    expand = as_list(params.get("expand", ""))
    if expand is not None:
        params["expand"] = [_expanded(field, path) if isinstance(field, str) else field for field in expand]


def _expanded(field: str, path: str) -> str:
    """A dotted path to expand, with the first name below an invoice replaced if it moved."""
    names = field.split(".")
    at: int | None = None
    if _INVOICES.fullmatch(path):
        at = 1 if names[0] == "data" else 0
    for index, name in enumerate(names):
        if name in ("invoice", "latest_invoice", "latest_revision"):
            at = index + 1
    if at is not None and at < len(names):
        names[at] = _INVOICE_FIELDS.get(names[at], names[at])
    return ".".join(names)
