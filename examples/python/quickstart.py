"""Stripe's guide "Integrate with the Invoicing API", step by step, against Billhook.

    export STRIPE_API_KEY=sk_test_…        # what `./dev serve` printed
    python examples/python/quickstart.py

`BILLHOOK_URL` names another server than http://127.0.0.1:8420. The one line that is not in the guide is
`base_addresses`.
"""

import os
import sys

import stripe


def main() -> None:
    """Create an invoice, send it, and record that it was paid by bank transfer."""
    url = os.environ.get("BILLHOOK_URL", "http://127.0.0.1:8420")
    key = os.environ.get("STRIPE_API_KEY") or os.environ.get("BILLHOOK_TEST_SECRET_KEY")
    if not key:
        sys.exit("set STRIPE_API_KEY to the secret key that the server printed when it started")
    client = stripe.StripeClient(key, base_addresses={"api": url})

    # What is sold, and for how much: ten dollars.
    product = client.v1.products.create({"name": "Gold Special"})
    price = client.v1.prices.create({"product": product.id, "unit_amount": 1000, "currency": "usd"})
    # Who buys it.
    customer = client.v1.customers.create(
        {
            "name": "Jenny Rosen",
            "email": "jenny.rosen@example.com",
            "description": "My first customer",
        }
    )
    # A draft with 30 days to pay, and two lines: one from the catalogue, one by its amount.
    draft = client.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 30}
    )
    client.v1.invoice_items.create({"customer": customer.id, "invoice": draft.id, "pricing": {"price": price.id}})
    client.v1.invoice_items.create(
        {
            "customer": customer.id,
            "invoice": draft.id,
            "amount": 500,
            "currency": "usd",
            "description": "Setting up",
        }
    )
    # From here on the document is frozen: it has a number, a page and a PDF.
    invoice = client.v1.invoices.finalize_invoice(draft.id)
    client.v1.invoices.send_invoice(invoice.id)
    print(f"{invoice.id}  {invoice.status}, {invoice.total / 100:.2f} {invoice.currency.upper()}")
    print(f"  number  {invoice.number}")
    print(f"  page    {invoice.hosted_invoice_url}")
    print(f"  PDF     {invoice.invoice_pdf}")
    # The money came by bank transfer, past any payment processor.
    paid = client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    print(f"{paid.id}  {paid.status}")


if __name__ == "__main__":
    main()
