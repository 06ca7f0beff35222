"""Requests in the names of the oldest versions on offer, before 2024-04-10."""

from typing import Any

import pytest

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


@pytest.mark.parametrize(
    ("method", "path", "raw", "expected"), LIFTED_BEFORE_2024_04_10.values(), ids=LIFTED_BEFORE_2024_04_10
)
def test_a_request_of_2022_11_15_is_lifted(method: str, path: str, raw: bytes, expected: Body) -> None:
    assert request_at("2022-11-15", method, path, decode(raw)) == expected
    assert request_at("2024-06-20", method, path, params := decode(raw)) is params
