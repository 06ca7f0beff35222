"""A finalized invoice as the API shows it, its lines and its issuer; a test names only what it is about."""

from typing import Any

ISSUED = 1_795_348_800  # 2026-11-22 12:00:00 UTC
DAY = 86_400
DUE = ISSUED + 30 * DAY  # 2026-12-22

FACTS: dict[str, Any] = {
    "business_name": "Quill & Thorn",
    "support_email": "billing@quillthorn.example",
    "support_phone": "+43 1 555 0199",
    "address": {"line1": "Lindengasse 7", "city": "Wien", "postal_code": "1070", "country": "AT"},
    "tax_ids": [{"type": "eu_vat", "value": "ATU12345678"}],
    "payment_instructions": "Please transfer to\nIBAN AT61 1904 3002 3457 3201",
    "locale": "en-US",
    "time_zone": "Europe/Vienna",
    "brand_color": "#7a3b69",
}

_INVOICE: dict[str, Any] = {
    "id": "in_1",
    "object": "invoice",
    "amount_due": 148800,
    "amount_overpaid": 0,
    "amount_paid": 0,
    "amount_remaining": 148800,
    "amount_shipping": 0,
    "currency": "eur",
    "custom_fields": [{"name": "Purchase order", "value": "PO-118"}],
    "customer_address": {
        "line1": "12 Bow Lane",
        "line2": None,
        "city": "London",
        "state": None,
        "postal_code": "EC4M 9DT",
        "country": "GB",
    },
    "customer_email": "ap@hedgerow.example",
    "customer_name": "Hedgerow Books Ltd",
    "customer_shipping": None,
    "customer_tax_exempt": "none",
    "customer_tax_ids": [{"type": "gb_vat", "value": "GB123456789"}],
    "default_tax_rates": [{"id": "txr_1", "display_name": "VAT", "percentage": 20.0, "jurisdiction": None}],
    "description": "Thank you for your order.",
    "discounts": ["di_1"],
    "due_date": DUE,
    "effective_at": ISSUED,
    "ending_balance": 0,
    "footer": "Registered in Vienna",
    "hosted_invoice_url": "https://pay.quillthorn.example/i/tok123",
    "invoice_pdf": "https://pay.quillthorn.example/i/tok123/pdf",
    "latest_revision": None,
    "livemode": True,
    "number": "HEDGE-0042",
    "post_payment_credit_notes_amount": 0,
    "pre_payment_credit_notes_amount": 0,
    "receipt_number": None,
    "shipping_cost": None,
    "shipping_details": None,
    "starting_balance": 0,
    "status": "open",
    "subtotal": 130000,
    "total": 148800,
    "total_discount_amounts": [{"amount": 6000, "discount": "di_1"}],
    "total_excluding_tax": 124000,
    "total_taxes": [
        {
            "amount": 24800,
            "tax_behavior": "exclusive",
            "tax_rate_details": {"tax_rate": "txr_1"},
            "taxability_reason": "not_available",
            "taxable_amount": 124000,
            "type": "tax_rate_details",
        }
    ],
}


def an_invoice(**changes: Any) -> dict[str, Any]:
    """1,300.00 less 60.00 plus 20% of 1,240.00 is 1,488.00 EUR. `paid_at` and the like name a transition."""
    moved = {"finalized_at": ISSUED, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None}
    moved |= {name: changes.pop(name) for name in list(changes) if name in moved}
    return _INVOICE | {"status_transitions": moved} | changes


def a_line(**changes: Any) -> dict[str, Any]:
    """312 pages at 3.00 EUR."""
    return {
        "id": "il_1",
        "amount": 93600,
        "currency": "eur",
        "description": "Typesetting",
        "period": {"start": ISSUED, "end": ISSUED},
        "pricing": {"unit_amount_decimal": "300"},
        "quantity": 312,
        "quantity_decimal": "312",
    } | changes
