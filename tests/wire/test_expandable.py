"""Every field that the official types call expandable may be expanded, in the names of each version."""

import contextlib

import pytest
from sdk_types import expandable
from tests.conftest import Server
from tests.wire.hostile import Caller

from billhook.kernel.errors import ApiError
from billhook.registry import registry
from billhook.routes import ROUTES

TYPES = sorted({route.returns for route in ROUTES if expandable(route.returns)})
NEWEST = "2026-10-28.endive"
ACACIA = "2025-02-24.acacia"

BEFORE_BASIL = {
    "charge": "invoice",
    "credit_note": "refund tax_amounts.tax_rate",
    "credit_note_line_item": "tax_amounts.tax_rate",
    "discount": "coupon coupon.applies_to",
    "invoice": "charge payment_intent quote subscription total_tax_amounts.tax_rate transfer_data.destination "
    "lines.data.price.product charge.balance_transaction discount.promotion_code",
    "invoiceitem": "subscription price.product",
    "line_item": "invoice_item subscription_item tax_amounts.tax_rate price plan.product",
    "payment_intent": "invoice invoice.charge",
    "promotion_code": "coupon",
}
"""What the types of stripe-python 11.6.0 call expandable, or show whole, and those of 12.0 no longer have."""

SINCE_BASIL = {"invoice": "payments confirmation_secret", "line_item": "pricing.price_details.price"}


def refused(object_type: str, path: str, version: str) -> bool:
    """Whether the path is refused for objects of this type."""
    try:
        registry().check(object_type, [path], listing=False, version=version)
    except ApiError:
        return True
    return False


def test_the_types_are_read() -> None:
    """A check that found no fields would find no faults either."""
    assert {"default_source", "invoice_settings.default_payment_method"} <= set(expandable("customer"))
    assert "parent.subscription_details.subscription" in expandable("invoice")
    assert len(TYPES) > 20
    assert sum(len(expandable(object_type)) for object_type in TYPES) > 150


@pytest.mark.parametrize("object_type", TYPES)
def test_every_expandable_field_of_the_newest_types(object_type: str) -> None:
    refusing = [path for path in expandable(object_type) if refused(object_type, path, NEWEST)]
    assert refusing == [], "register each in the room's expansion.py, or name it in ABSENT of wire/expandable.py"


@pytest.mark.parametrize("object_type", BEFORE_BASIL)
def test_the_names_before_basil(object_type: str) -> None:
    for path in BEFORE_BASIL[object_type].split():
        assert not refused(object_type, path, ACACIA), path
        assert not refused(object_type, path, "2024-06-20"), path


@pytest.mark.parametrize("object_type", SINCE_BASIL)
def test_the_names_since_basil(object_type: str) -> None:
    for path in SINCE_BASIL[object_type].split():
        assert not refused(object_type, path, "2025-03-31.basil"), path
        assert refused(object_type, path, ACACIA), path


def test_payment_records_of_invoices_are_named_since_2025_10_29() -> None:
    assert not refused("invoice_payment", "payment.payment_record", "2025-10-29.clover")
    assert refused("invoice_payment", "payment.payment_record", "2025-09-30.clover")


def test_a_name_that_went_is_refused_or_says_nothing() -> None:
    assert refused("invoice", "charge", NEWEST)
    assert refused("invoice", "total_tax_amounts.tax_rate", NEWEST)
    assert not refused("charge", "invoice.subscription", NEWEST)
    assert not refused("line_item", "price", NEWEST)


@pytest.mark.parametrize(
    ("path", "is_too_deep"),
    [
        ("data.invoice.total_discount_amounts.discount", False),
        ("data.invoice.lines.data", False),
        ("data.invoice.lines.data.discounts", True),
        ("data.payment.payment_intent.latest_charge.balance_transaction", False),
        ("data.payment.payment_intent.latest_charge.balance_transaction.source", True),
    ],
)
def test_four_names_are_four_levels(path: str, is_too_deep: bool) -> None:
    """`data` is one of them; a hash such as `payment` is none."""
    with pytest.raises(ApiError, match="levels") if is_too_deep else contextlib.nullcontext():
        registry().check("invoice_payment", [path], listing=True)


DELETED = {
    "invoice": "payments confirmation_secret shipping_cost.taxes customer lines.data.pricing.price_details.price",
    "customer": "cash_balance tax_ids tax invoice_credit_balance subscriptions test_clock",
    "coupon": "applies_to currency_options",
    "plan": "tiers product",
}


@pytest.mark.parametrize("object_type", DELETED)
def test_nothing_is_put_into_what_was_deleted(server: Server, object_type: str) -> None:
    call = Caller(server)
    customer = call.json("POST", "/v1/customers", "name=Jenny")["id"]
    product = call.json("POST", "/v1/products", "name=Gold")["id"]
    made_of = {
        "invoice": f"customer={customer}", "customer": "name=Jenny", "coupon": "percent_off=10",
        "plan": f"product={product}&currency=usd&amount=9&interval=month",
    }  # fmt: skip
    for name in DELETED[object_type].split():
        id = call.json("POST", f"/v1/{object_type}s", made_of[object_type])["id"]
        assert call.json("DELETE", f"/v1/{object_type}s/{id}", f"expand[]={name}") == {
            "id": id, "object": object_type, "deleted": True,
        }, name  # fmt: skip


def test_nothing_is_put_into_a_deleted_customer_of_an_invoice(server: Server) -> None:
    call = Caller(server)
    customer = call.json("POST", "/v1/customers", "name=Jenny")["id"]
    invoice = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
    call.json("POST", f"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=900")
    call.json("POST", f"/v1/invoices/{invoice}/pay", "paid_out_of_band=true")
    call.json("DELETE", f"/v1/customers/{customer}")
    shown = call.json("GET", f"/v1/invoices/{invoice}", "expand[]=customer.tax_ids&expand[]=customer.cash_balance")
    assert shown["customer"] == {"id": customer, "object": "customer", "deleted": True}
