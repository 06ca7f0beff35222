"""What a draft says where nobody gave it words of its own (invoicing.md §10.3).

Highest first: the invoice's own value, the template on the invoice, the template on the customer, the customer's
invoice settings, the account's settings. `Invoice.inherited` names the fields that follow this order; the others are
the invoice's own, also where they are empty.
"""

from collections.abc import Sequence

from billhook.account_settings.settings import AccountSettings
from billhook.customers.objects import Customer
from billhook.documents.statement import Brand
from billhook.invoices.objects import Invoice
from billhook.kernel.replacing import replace
from billhook.rendering_templates.objects import Design

INHERITED = ("custom_fields", "description", "footer", "page_size", "template")
"""The fields of an invoice that can be inherited."""

Fields = list[dict[str, str]]


def inheriting(
    invoice: Invoice,
    on_invoice: Design | None,
    on_customer: Design | None,
    customer: Customer,
    account: AccountSettings,
) -> Invoice:
    """The draft with the fields that it inherits. `on_customer` is None if it is the same template."""
    designs = [design for design in (on_invoice, on_customer) if design is not None]
    memo = _first([*(d.memo for d in designs), account.default_memo])
    footer = _first([*(d.footer for d in designs), customer.invoice_footer, account.default_footer])
    # How it looks is said by the one template that formats it.
    page_size = (on_invoice.page_size if on_invoice is not None else None) or account.page_size
    kept = set(INHERITED) - set(invoice.inherited)
    return replace(
        invoice,
        custom_fields=invoice.custom_fields if "custom_fields" in kept else _custom_fields(designs, customer),
        description=invoice.description if "description" in kept else memo,
        footer=invoice.footer if "footer" in kept else footer,
        page_size=invoice.page_size if "page_size" in kept else page_size,
    )


def branded(brand: Brand, design: Design | None) -> Brand:
    """The account's brand with the colours of a template. A template with a brand colour has both colours."""
    if design is None or (design.colour is None and design.accent is None):
        return brand
    accent = design.accent or (None if design.colour is not None else brand.accent)
    return replace(brand, colour=design.colour or brand.colour, accent=accent)


def _first(values: Sequence[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _custom_fields(designs: Sequence[Design], customer: Customer) -> Fields | None:
    for design in designs:
        if design.custom_fields:
            return [{"name": name, "value": value} for name, value in design.custom_fields]
    return customer.invoice_custom_fields
