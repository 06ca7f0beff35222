"""Previews: what an invoice would be, with nothing of it left behind (invoicing.md §3.15)."""

from typing import Any

import stripe
from tests.builders import Shop, refused
from tests.rooms.invoices.figures import figures


def test_a_preview_is_the_invoice_that_follows(shop: Shop) -> None:
    customer = shop.customer(tax_exempt="none")
    shop.credit(customer, 250)
    ten = shop.v1.coupons.create({"percent_off": 10})
    rates = [
        shop.v1.tax_rates.create({"display_name": "VAT", "percentage": p, "inclusive": i}).id
        for p, i in ((19, False), (5, True))
    ]
    price = shop.v1.prices.create({"currency": "usd", "unit_amount_decimal": "33.3", "product_data": {"name": "Gold"}})
    shop.pending(customer, 999)
    preview = shop.v1.invoices.create_preview(
        {
            "customer": customer.id,
            "discounts": [{"coupon": ten.id}],
            "invoice_items": [
                {"price": price.id, "quantity": 7, "tax_rates": [rates[0]]},
                {"amount": 1_234, "currency": "usd", "description": "Work", "tax_rates": rates},
            ],
        }
    )
    draft = shop.v1.invoices.create(
        {"customer": customer.id, "discounts": [{"coupon": ten.id}], "pending_invoice_items_behavior": "include"}
    )
    shop.v1.invoice_items.create(
        {
            "customer": customer.id, "invoice": draft.id, "pricing": {"price": price.id}, "quantity": 7,
            "tax_rates": [rates[0]],
        }
    )  # fmt: skip
    shop.item(draft, 1_234, description="Work", tax_rates=rates)
    assert figures(preview) == figures(shop.v1.invoices.retrieve(draft.id))
    final = shop.v1.invoices.finalize_invoice(draft.id)
    assert figures(preview) == figures(final)
    assert preview.ending_balance == final.ending_balance


def test_a_preview_leaves_nothing_behind(shop: Shop) -> None:
    customer = shop.customer()
    pending = shop.pending(customer)
    once = shop.v1.coupons.create({"percent_off": 10, "max_redemptions": 1})
    before = shop.v1.events.list({"limit": 1}).data[0].id
    products = shop.v1.products.list({"limit": 100}).data
    ask = {
        "customer": customer.id,
        "discounts": [{"coupon": once.id}],
        "customer_details": {"tax_exempt": "reverse", "address": {"country": "DE"}},
        "invoice_items": [
            {"amount": 500, "currency": "usd", "description": "More"},
            {"invoiceitem": pending.id, "amount": 1},
        ],
    }
    for _ in range(2):
        preview = shop.v1.invoices.create_preview(ask)
        assert (preview.id[:12], preview.billing_reason, preview.status) == ("upcoming_in_", "upcoming", "draft")
        assert [line.id[:7] for line in preview.lines.data] == ["il_tmp_", "il_tmp_"]
        assert (preview.subtotal, preview.customer_tax_exempt) == (501, "reverse")
    assert shop.v1.coupons.retrieve(once.id).times_redeemed == 0
    assert shop.v1.customers.retrieve(customer.id).tax_exempt == "none"
    assert shop.v1.invoice_items.retrieve(pending.id) == pending
    assert shop.v1.invoices.list({"customer": customer.id}).data == []
    assert shop.v1.products.list({"limit": 100}).data == products
    assert shop.v1.events.list({"limit": 1}).data[0].id == before


def test_a_preview_for_somebody_who_is_no_customer_yet(shop: Shop) -> None:
    preview = shop.v1.invoices.create_preview(
        {
            "currency": "eur",
            "customer_details": {
                "address": {"country": "FR", "city": "Paris"},
                "tax_ids": [{"type": "eu_vat", "value": "FRAB123456789"}],
            },
            "invoice_items": [{"amount": 500, "currency": "eur"}],
        }
    )
    assert (preview.customer, preview.total, preview.currency) == (None, 500, "eur")
    assert preview.customer_address.city == "Paris"
    assert preview.customer_tax_ids[0].to_dict() == {"type": "eu_vat", "value": "FRAB123456789"}


def test_a_preview_shows_every_line(shop: Shop) -> None:
    preview = shop.v1.invoices.create_preview(
        {
            "customer": shop.customer().id,
            "invoice_items": [{"amount": n, "currency": "usd"} for n in range(1, 26)],
        }
    )
    assert [line.amount for line in preview.lines.data] == list(range(1, 26))
    assert (preview.lines.has_more, preview.total) == (False, 325)


def test_expanding_what_only_the_preview_has(shop: Shop) -> None:
    ten = shop.v1.coupons.create({"percent_off": 10})
    preview = shop.v1.invoices.create_preview(
        {
            "customer": shop.customer().id,
            "discounts": [{"coupon": ten.id}],
            "invoice_items": [{"amount": 500, "currency": "usd"}],
            "expand": ["discounts", "customer"],
        }
    )
    assert preview.discounts[0].source.coupon == ten.id
    assert preview.customer.object == "customer"


def test_nothing_to_preview(shop: Shop) -> None:
    customer = shop.customer()
    message = f"No upcoming invoices for customer: {customer.id}"
    with refused(message, status=404, code="invoice_upcoming_none"):
        shop.v1.invoices.create_preview({"customer": customer.id})
    with refused("Missing required param: customer.", code="parameter_missing", param="customer"):
        shop.v1.invoices.create_preview({"invoice_items": [{"amount": 1, "currency": "usd"}]})
    with refused(
        "Billhook does not support the parameter preview_mode=recurring here yet; see docs/guide/differences.md.",
        code="parameter_not_supported", param="preview_mode",
    ):  # fmt: skip
        shop.v1.invoices.create_preview({"customer": customer.id, "preview_mode": "recurring"})


def test_a_preview_is_answered_again_for_its_key(shop: Shop) -> None:
    ask: Any = {"customer": shop.customer().id, "invoice_items": [{"amount": 500, "currency": "usd"}]}
    options: stripe.RequestOptions = {"idempotency_key": f"preview-{ask['customer']}"}
    first = shop.v1.invoices.create_preview(ask, options)
    assert shop.v1.invoices.create_preview(ask, options) == first
