"""What the hosted page says beyond the invoice that the API shows, from what was frozen with it."""

from typing import Any

from billhook.documents.labels import first_supported
from billhook.invoices import documents, worded_sums
from billhook.invoices.objects import Sheet


def page_facts(sheet: Sheet) -> dict[str, Any]:
    """The issuer, and the names of the discounts, tax rates and shipping that the invoice only refers to.

    The shape is that of `facts` in `presenting.present`.
    """
    invoice, issuer = sheet.invoice, sheet.invoice.account_facts or {}
    locale = first_supported([issuer["locale"]])
    discounts = [*invoice.discounts, *(discount for item in sheet.lines for discount in item.discounts)]
    return {
        "business_name": issuer["name"],
        "support_email": issuer.get("email"),
        "support_phone": issuer.get("phone"),
        "address": issuer.get("address"),
        "tax_ids": _tax_ids(issuer),
        "payment_instructions": issuer.get("payment_instructions"),
        "locale": locale,
        "time_zone": issuer["time_zone"],
        "discounts": {discount["id"]: worded_sums.discount_label(discount, locale) for discount in discounts},
        "tax_rates": worded_sums.rates_of(invoice),
        "shipping_name": (invoice.shipping_cost or {}).get("name"),
        "removed_tax": invoice.removed_tax,
    }


def _tax_ids(issuer: dict[str, Any]) -> list[dict[str, str]]:
    """Those that the document prints; the one of the settings is a text of no known type."""
    text, kept = documents.issuer_tax_ids(issuer)
    return [*([{"type": "", "value": text}] if text else []), *kept]
