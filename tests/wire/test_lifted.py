"""Requests in the names of the oldest versions on offer, before 2024-04-10, and defaults that changed."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server

from billhook.wire.forms import decode
from billhook.wire.versions.requests import request_at

Body = dict[str, Any]

LIFTED_BEFORE_2024_04_10 = {
    "features": ("POST", "/v1/products", b"features[0][name]=Fast", {"marketing_features": {"0": {"name": "Fast"}}}),
    "rendering": (
        "POST", "/v1/invoices/in_1", b"rendering_options[amount_tax_display]=exclude_tax",
        {"rendering": {"amount_tax_display": "exclude_tax"}},
    ),
    "rendering unset": (
        "POST", "/v1/invoices/in_1", b"rendering_options=", {"rendering": {"amount_tax_display": ""}},
    ),
    "a payment intent": (
        "POST", "/v1/payment_intents", b"amount=500",
        {"amount": "500", "capture_method": "automatic", "allowed_payment_method_types": ["card"]},
    ),
    "a payment intent that says more": (
        "POST", "/v1/payment_intents", b"automatic_payment_methods[enabled]=true&capture_method=manual",
        {"automatic_payment_methods": {"enabled": "true"}, "capture_method": "manual"},
    ),
    "a setup intent": ("POST", "/v1/setup_intents", b"", {"allowed_payment_method_types": ["card"]}),
}  # fmt: skip


AS_SENT = {
    "types": (
        "2026-08-26.dahlia", "/v1/payment_intents",
        {"amount": "500", "currency": "usd", "payment_method_types[0]": "x"},
        "payment_method_types[0]", "Invalid payment_method_types[0]: must be one of",
    ),
    "types of a set-up": (
        "2024-06-20", "/v1/setup_intents", {"payment_method_types[0]": "customer_balance"},
        "payment_method_types[0]", "Invalid payment_method_types[0]: must be one of",
    ),
    "a price": (
        "2024-06-20", "/v1/invoiceitems", {"customer": "{customer}", "price": "price_1"}, "price",
        "No such price: 'price_1'",
    ),
    "an amount": (
        "2024-06-20", "/v1/invoiceitems", {"customer": "{customer}", "currency": "usd", "unit_amount": "many"},
        "unit_amount", "Invalid decimal: many",
    ),
    "features": ("2023-10-16", "/v1/products", {"name": "A", "features[0][title]": "B"}, "features[0][title]",
                 "Received unknown parameter: features[0][title]"),
    "a coupon": ("2025-08-27.basil", "/v1/promotion_codes", {"coupon": "none"}, "coupon", "No such coupon: 'none'"),
    "the newest word, where it is used": (
        "2024-06-20", "/v1/invoiceitems", {"customer": "{customer}", "pricing[price]": "price_1"}, "pricing[price]",
        "No such price: 'price_1'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("version", "path", "sent", "param", "message"), AS_SENT.values(), ids=AS_SENT)
@pytest.mark.parametrize("key", [None, "again"])
def test_a_refusal_names_the_parameter_as_it_was_sent(
    server: Server, shop: Shop, version: str, path: str, sent: dict[str, str], param: str, message: str, key: str | None
) -> None:
    customer = shop.customer().id
    given = {name: value.format(customer=customer) for name, value in sent.items()}
    headers = {"Stripe-Version": version} | ({"Idempotency-Key": f"{key} {version} {param}"} if key else {})
    error = server.request("POST", path, given, headers).json["error"]
    assert error["param"] == param
    assert error["message"].startswith(message)


@pytest.mark.parametrize(
    ("method", "path", "raw", "expected"), LIFTED_BEFORE_2024_04_10.values(), ids=LIFTED_BEFORE_2024_04_10
)
def test_a_request_of_2022_11_15_is_lifted(method: str, path: str, raw: bytes, expected: Body) -> None:
    assert request_at("2022-11-15", method, path, decode(raw)) == expected
    assert request_at("2024-06-20", method, path, params := decode(raw)) is params


def test_a_new_subscription_was_classic_until_clover() -> None:
    said, silent = decode(b"billing_mode[type]=flexible"), decode(b"customer=cus_1")
    assert request_at("2025-08-27.basil", "POST", "/v1/subscriptions", silent)["billing_mode"] == {"type": "classic"}
    assert request_at("2025-08-27.basil", "POST", "/v1/subscriptions", said) is said
    assert request_at("2025-09-30.clover", "POST", "/v1/subscriptions", silent) is silent
    assert request_at("2025-08-27.basil", "POST", "/v1/subscriptions/sub_1", silent) is silent
