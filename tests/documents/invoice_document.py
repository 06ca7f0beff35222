"""A valid document to print; a test names only what it is about."""

from dataclasses import replace
from typing import Any

from billhook.documents.invoice_pdf import InvoiceDocument, Line, Party, TotalRow

ISSUED = 1_795_305_600  # 2026-11-22 00:00:00 UTC
DUE = ISSUED + 30 * 86_400

STUDIO = Party(
    name="Studio Nordlicht GmbH",
    address=("Torstraße 140", "10119 Berlin", "Germany"),
    email="billing@nordlicht.example",
    phone="+49 30 1234 5678",
    tax_ids=("EU VAT DE123456789",),
)
ADA = Party(
    name="Ada Lovelace Analytics Ltd.",
    address=("12 St James's Square", "London", "SW1Y 4JH", "United Kingdom"),
    email="ada@lovelace.example",
    tax_ids=("GB VAT GB987654321",),
)

INVOICE = InvoiceDocument(
    issuer=STUDIO,
    customer=ADA,
    number="NL-2026-0042",
    issued_at=ISSUED,
    due_at=DUE,
    currency="eur",
    lines=(
        Line("Brand workshop, two days on site", 240_000, 2, "120000", "19%"),
        Line("Retainer", 450_000, 1, "450000", "19%", (1_793_491_200, 1_795_996_800)),
        Line("API calls", 1_234, "2468", "0.5", "19%"),
        Line("Discount for early signature", -20_000),
    ),
    totals=(
        TotalRow("Subtotal", 671_234),
        TotalRow("VAT Germany (19% on €6,712.34)", 127_534),
        TotalRow("Total", 798_768),
    ),
    amount_due=798_768,
    custom_fields=(("Purchase order", "PO-7781"),),
    memo="Thank you for the good weeks in November.",
    footer="Amtsgericht Charlottenburg HRB 123456 B",
    payment_instructions="IBAN DE02 1203 0000 0000 2020 51",
    hosted_url="https://pay.nordlicht.example/i/acct_1/test_abc?s=ap",
    page_size="a4",
)


def an_invoice(**given: Any) -> InvoiceDocument:
    """A complete invoice in euros on A4, due in thirty days."""
    return replace(INVOICE, **given)
