"""Requests in the words of older versions, lifted to those of the newest.

Only what a parameter is called and where it stands is lifted. Its value is checked by the newest declaration, so
`unit_amount` accepts the decimal places of `unit_amount_decimal`. A refusal names the parameter as it was sent
(`as_sent`).
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from billhook.kernel.api_error import ApiError
from billhook.kernel.api_versions import BASIL, CLOVER, ENDIVE, MARKETING, UI_MODES
from billhook.wire.forms import Form, Node, as_list

LiftFunction = Callable[[Form, str], None]


class Spelling(NamedTuple):
    """A parameter in the newest version, as errors name it, and in the older one."""

    newest: str
    older: str


class Lift(NamedTuple):
    """One line of an upgrade guide, applied to requests of versions older than `version`.

    `spellings` are the parameters that it gives another name.
    """

    version: str
    method: str
    path: re.Pattern[str]
    apply: LiftFunction
    spellings: tuple[Spelling, ...] = ()

    def concerns(self, version: str, method: str, path: str) -> bool:
        """Whether it is applied to such a request."""
        return version < self.version and method == self.method and self.path.fullmatch(path) is not None


LIFTS: list[Lift] = []


def request_at(version: str, method: str, path: str, params: Form) -> Form:
    """`params` as the newest version spells them, for a request of `version` to `method` and `path`.

    `params` are as `forms.decode` gives them and stay as they are. Returns the same dict when nothing is to
    be done.
    """
    if version >= ENDIVE:
        return params
    lifted = dict(params)
    for lift in LIFTS:
        if lift.concerns(version, method, path):
            lift.apply(lifted, path)
    return params if lifted == params else lifted


def as_sent(version: str, method: str, path: str, sent: Form, error: ApiError) -> ApiError:
    """`error` with the names that parameters have in `version`, if the caller used them; else the error itself.

    `sent` are the parameters before `request_at` lifted them.
    """
    if version >= ENDIVE:
        return error
    spellings = [
        spelling
        for lift in LIFTS
        if lift.concerns(version, method, path)
        for spelling in lift.spellings
        if spelling.older.partition("[")[0] in sent
    ]
    for newest, older in spellings:
        error = error.naming(newest, older)
    return error


def _lift(
    version: str, method: str, *paths: str, spellings: tuple[tuple[str, str], ...] = ()
) -> Callable[[LiftFunction], LiftFunction]:
    """Register a function that edits the parameters of such requests in place; nested ones it replaces.

    `{}` in a path stands for one id; `*` for anything. `spellings` are pairs of the newest and the older name.
    """
    named = tuple(Spelling(*pair) for pair in spellings)

    def register(function: LiftFunction) -> LiftFunction:
        for path in paths:
            pattern = re.escape(path).replace(r"\{\}", "[^/]+").replace(r"\*", ".*")
            LIFTS.append(Lift(version, method, re.compile(pattern), function, named))
        return function

    return register


@_lift(
    ENDIVE, "POST", "/v1/payment_intents", "/v1/payment_intents/{}", "/v1/payment_intents/{}/confirm",
    "/v1/setup_intents", "/v1/setup_intents/{}", "/v1/checkout/sessions",
    spellings=(("allowed_payment_method_types", "payment_method_types"),),
)  # fmt: skip
def method_types(params: Form, path: str) -> None:
    """`payment_method_types` of a payment or setup intent becomes `allowed_payment_method_types`."""
    if "payment_method_types" in params:
        params["allowed_payment_method_types"] = params.pop("payment_method_types")


_UI_MODES = {"custom": "elements", "embedded": "embedded_page", "hosted": "hosted_page"}


@_lift(UI_MODES, "POST", "/v1/checkout/sessions")
def ui_mode(params: Form, path: str) -> None:
    """`ui_mode` of a Checkout Session gets the words of the newest version."""
    given = params.get("ui_mode")
    if isinstance(given, str):
        params["ui_mode"] = _UI_MODES.get(given, given)


@_lift(CLOVER, "POST", "/v1/promotion_codes", spellings=(("promotion[coupon]", "coupon"),))
def promotion(params: Form, path: str) -> None:
    """`coupon` of a promotion code becomes `promotion[coupon]`."""
    if "coupon" in params and "promotion" not in params:
        params["promotion"] = {"type": "coupon", "coupon": params.pop("coupon")}


@_lift(
    BASIL, "POST", "/v1/invoiceitems", "/v1/invoiceitems/{}", "/v1/invoices/{}/lines/{}",
    spellings=(("pricing[price]", "price"),),
)  # fmt: skip
def pricing(params: Form, path: str) -> None:
    """`price` becomes `pricing[price]`."""
    if "price" in params and "pricing" not in params:
        params["pricing"] = {"price": params.pop("price")}


@_lift(BASIL, "POST", "/v1/invoiceitems", "/v1/invoiceitems/{}", spellings=(("unit_amount_decimal", "unit_amount"),))
def unit_amount(params: Form, path: str) -> None:
    """`unit_amount` becomes `unit_amount_decimal`."""
    if "unit_amount" in params and "unit_amount_decimal" not in params:
        params["unit_amount_decimal"] = params.pop("unit_amount")


@_lift(BASIL, "POST", "/v1/invoices/{}/add_lines", "/v1/invoices/{}/update_lines")
def pricing_of_lines(params: Form, path: str) -> None:
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


_REFUND = (("refunds[0][refund]", "refund"),)


@_lift(BASIL, "POST", "/v1/credit_notes", spellings=_REFUND)
@_lift(BASIL, "GET", "/v1/credit_notes/preview", "/v1/credit_notes/preview/lines", spellings=_REFUND)
def refunds(params: Form, path: str) -> None:
    """`refund` of a credit note becomes `refunds[0][refund]`."""
    if "refund" in params and "refunds" not in params:
        params["refunds"] = [{"refund": params.pop("refund")}]


@_lift(BASIL, "POST", "/v1/subscriptions", "/v1/subscriptions/{}")
def discounts(params: Form, path: str) -> None:
    """`coupon` and `promotion_code` of a subscription become `discounts`."""
    for name in ("coupon", "promotion_code"):
        if name in params and "discounts" not in params:
            value = params.pop(name)
            params["discounts"] = [{name: value}] if value else ""


@_lift(CLOVER, "POST", "/v1/subscriptions")
def billing_mode(params: Form, path: str) -> None:
    """A new subscription that says nothing about `billing_mode` was `classic`."""
    params.setdefault("billing_mode", {"type": "classic"})


_COUPON = (("discounts[0][coupon]", "coupon"),)


@_lift(BASIL, "GET", "/v1/invoices/upcoming", "/v1/invoices/upcoming/lines", spellings=_COUPON)
@_lift(BASIL, "POST", "/v1/invoices/create_preview", spellings=_COUPON)
def coupon_of_preview(params: Form, path: str) -> None:
    """`coupon` of a preview becomes `discounts`."""
    if "coupon" in params and "discounts" not in params:
        value = params.pop("coupon")
        params["discounts"] = [{"coupon": value}] if value else ""


@_lift(MARKETING, "POST", "/v1/products", "/v1/products/{}", spellings=(("marketing_features", "features"),))
def marketing_features(params: Form, path: str) -> None:
    """`features` of a product becomes `marketing_features`."""
    if "features" in params and "marketing_features" not in params:
        params["marketing_features"] = params.pop("features")


@_lift(MARKETING, "POST", "/v1/invoices", "/v1/invoices/{}", spellings=(("rendering", "rendering_options"),))
def rendering(params: Form, path: str) -> None:
    """`rendering_options` of an invoice becomes `rendering`."""
    if "rendering_options" in params and "rendering" not in params:
        options = params.pop("rendering_options")
        params["rendering"] = options if isinstance(options, dict) else {"amount_tax_display": ""}


@_lift(MARKETING, "POST", "/v1/payment_intents")
def capture_method(params: Form, path: str) -> None:
    """The `capture_method` of a payment intent that says nothing was `automatic`."""
    params.setdefault("capture_method", "automatic")


@_lift("2023-08-16", "POST", "/v1/payment_intents", "/v1/setup_intents")
def card_only(params: Form, path: str) -> None:
    """An intent that says nothing about payment methods was for cards only."""
    if not {"allowed_payment_method_types", "automatic_payment_methods"} & params.keys():
        params["allowed_payment_method_types"] = ["card"]
