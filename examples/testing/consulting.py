"""A small program that invoices consulting, as yours might: what it does is tried in test_consulting.py."""

import stripe

RATE_CENTS = 9_500


def bill(client: stripe.StripeClient, customer: str, hours: int) -> stripe.Invoice:
    """Invoice hours of consulting, mailed and due in 14 days."""
    invoice = client.v1.invoices.create(
        {
            "customer": customer, "collection_method": "send_invoice", "days_until_due": 14, "currency": "eur",
            "auto_advance": True,
        }
    )  # fmt: skip
    client.v1.invoice_items.create(
        {
            "customer": customer, "invoice": invoice.id, "currency": "eur", "description": "Consulting",
            "quantity": hours, "unit_amount_decimal": str(RATE_CENTS),
        }
    )  # fmt: skip
    return client.v1.invoices.retrieve(invoice.id)


def overdue(client: stripe.StripeClient, customer: str, now: int) -> list[stripe.Invoice]:
    """The open invoices of a customer whose due date is over."""
    opened = client.v1.invoices.list({"customer": customer, "status": "open"})
    return [invoice for invoice in opened.auto_paging_iter() if invoice.due_date is not None and invoice.due_date < now]
