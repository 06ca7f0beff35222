"""Every amount of an invoice that its preview foretells."""

from typing import Any

FIGURES = (
    "subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax", "amount_due", "starting_balance", "currency",
    "customer_tax_exempt",
)  # fmt: skip


def figures(invoice: Any) -> dict[str, Any]:
    """What a draft, a preview and the finalized invoice must agree on."""
    return {name: invoice[name] for name in FIGURES} | {
        "lines": [
            (line.amount, line.description, [d.amount for d in line.discount_amounts], [t.amount for t in line.taxes])
            for line in invoice.lines.data
        ],
        "discounts": [d.amount for d in invoice.total_discount_amounts],
        "taxes": [(t.amount, t.taxable_amount, t.tax_rate_details.tax_rate) for t in invoice.total_taxes],
    }
