"""Fill a running server with what a small company might have: `./dev demo`.

It runs the quickstart, then leaves invoices in every state behind, for customers in several countries and
currencies, and prints links to their pages. It may be run as often as you like; everything is created anew.

The key comes from `STRIPE_API_KEY` or `BILLHOOK_TEST_SECRET_KEY`; without them it is asked of the data
directory that `./dev serve` uses. `BILLHOOK_URL` names another server than http://127.0.0.1:8420.
"""

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import stripe

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / ".data"
URL = os.environ.get("BILLHOOK_URL", "http://127.0.0.1:8420")


@dataclass(frozen=True)
class Story:
    """One customer and the invoice that is left behind.

    `lines` are a description, a quantity and a unit amount in the currency's smallest unit; `ends` is the
    status in which the invoice stays.
    """

    customer: dict[str, Any]
    currency: str
    lines: list[tuple[str, int, int]]
    ends: str
    terms: dict[str, Any]


STORIES = [
    Story(
        {
            "name": "Hartmann & Söhne GmbH",
            "email": "buchhaltung@hartmann.example",
            "address": {
                "line1": "Lindenstraße 14", "postal_code": "80331", "city": "München", "country": "DE",
            },
            "preferred_locales": ["de"],
            "tax_id_data": [{"type": "eu_vat", "value": "DE123456789"}],
        },
        "eur",
        [("Beratung, Stunden", 12, 9500), ("Reisekosten", 1, 18640)],
        "open",
        {"days_until_due": 14, "footer": "Vielen Dank für Ihren Auftrag."},
    ),
    Story(
        {
            "name": "Atelier Moreau",
            "email": "compta@atelier-moreau.example",
            "address": {"line1": "8 rue des Lices", "postal_code": "35000", "city": "Rennes", "country": "FR"},
            "preferred_locales": ["fr"],
        },
        "eur",
        [("Identité visuelle", 1, 240000), ("Cartes de visite, 500 pièces", 1, 8900)],
        "paid",
        {"days_until_due": 30},
    ),
    Story(
        {
            "name": "Sakura Trading K.K.",
            "email": "keiri@sakura.example",
            "address": {"line1": "2-11-3 Meguro", "postal_code": "153-0063", "city": "Tokyo", "country": "JP"},
        },
        "jpy",
        [("Market study", 1, 480000)],
        "open",
        {"days_until_due": 30, "custom_fields": [{"name": "Purchase order", "value": "PO-20417"}]},
    ),
    Story(
        {
            "name": "Thistle & Reed Ltd",
            "email": "accounts@thistle-reed.example",
            "address": {"line1": "21 Candlemaker Row", "postal_code": "EH1 2QE", "city": "Edinburgh", "country": "GB"},
        },
        "gbp",
        [("Garden design", 1, 185000), ("Planting, days", 3, 42000)],
        "void",
        {"days_until_due": 30, "description": "Replaced by a new invoice with the corrected number of days."},
    ),
    Story(
        {
            "name": "Blue Mesa Outfitters",
            "email": "ap@bluemesa.example",
            "address": {
                "line1": "410 Canyon Rd", "postal_code": "87501", "city": "Santa Fe", "state": "NM", "country": "US",
            },
        },
        "usd",
        [("Trail maps, printed", 250, 380)],
        "uncollectible",
        {"days_until_due": 7},
    ),
    Story(
        {
            "name": "Gulf Pearl Diving",
            "email": "office@gulfpearl.example",
            "address": {"line1": "Bahrain Bay 3", "city": "Manama", "country": "BH"},
        },
        "bhd",
        [("Compressor service", 1, 87500)],
        "draft",
        {"days_until_due": 30},
    ),
]  # fmt: skip


def main() -> None:
    """Run the quickstart, tell the stories, print the links."""
    argparse.ArgumentParser(
        description="Fill a running server with customers and invoices, and print links to their pages.",
        epilog="BILLHOOK_URL names the server (http://127.0.0.1:8420), STRIPE_API_KEY its test secret key; "
        "without it the key is read from the data directory of `./dev serve`.",
    ).parse_args()
    key = secret_key()
    environment = {**os.environ, "BILLHOOK_URL": URL, "STRIPE_API_KEY": key}
    quickstart = HERE / "python" / "quickstart.py"
    client = stripe.StripeClient(key, base_addresses={"api": URL}, max_network_retries=0)
    try:
        client.v1.customers.list({"limit": 1})
    except stripe.APIConnectionError:
        sys.exit(f"no server answers at {URL}; start one with `./dev serve`")
    except stripe.AuthenticationError as error:
        sys.exit(f"{URL} does not know the key: {error.user_message}")
    print("The quickstart of examples/python:\n", flush=True)
    subprocess.run([sys.executable, quickstart], env=environment, check=True)
    print("\nA handful of invoices:\n")
    for story in STORIES:
        invoice = tell(client, story)
        name, number = story.customer["name"], invoice.number or "(no number yet)"
        print(f"{invoice.status:<13}  {number:<15}  {amount(invoice):>16}  {name}")
        print(f"               {invoice.hosted_invoice_url or 'drafts have no page'}")
    print(f"\n{URL}/ says where the mails went. The API lists everything:")
    print(f"  curl -u {key}: {URL}/v1/invoices")


def tell(client: stripe.StripeClient, story: Story) -> stripe.Invoice:
    """Create the customer and the invoice, and lead it to the status in which it stays."""
    customer = client.v1.customers.create(story.customer)  # type: ignore[arg-type]
    invoice = client.v1.invoices.create(
        {
            "customer": customer.id,
            "collection_method": "send_invoice",
            "currency": story.currency,
            "auto_advance": False,  # a draft of the demo stays one
            **story.terms,
        }  # type: ignore[arg-type]
    )
    for description, quantity, unit_amount in story.lines:
        client.v1.invoice_items.create(
            {
                "customer": customer.id,
                "invoice": invoice.id,
                "currency": story.currency,
                "description": description,
                "quantity": quantity,
                "unit_amount_decimal": Decimal(unit_amount),
            }
        )
    if story.ends == "draft":
        return client.v1.invoices.retrieve(invoice.id)
    client.v1.invoices.finalize_invoice(invoice.id)
    sent = client.v1.invoices.send_invoice(invoice.id)
    if story.ends == "paid":
        return client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    if story.ends == "void":
        return client.v1.invoices.void_invoice(invoice.id)
    if story.ends == "uncollectible":
        return client.v1.invoices.mark_uncollectible(invoice.id)
    return sent


def amount(invoice: stripe.Invoice) -> str:
    """The total as a person reads it. Most currencies have two decimals; the demo uses two that have not."""
    digits = {"jpy": 0, "bhd": 3}.get(invoice.currency, 2)
    return f"{invoice.total / 10**digits:,.{digits}f} {invoice.currency.upper()}"


def secret_key() -> str:
    """The key to use. Exits with a sentence when there is none to be had."""
    key = os.environ.get("STRIPE_API_KEY") or os.environ.get("BILLHOOK_TEST_SECRET_KEY")
    if key:
        return key
    if DATA.is_dir():
        command = [sys.executable, "-m", "billhook", "keys", "--data-dir", str(DATA)]
        listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        for words in map(str.split, listed.splitlines()):
            if words[:2] == ["test", "secret"] and words[-1] != "(ended)":
                return words[2]
    sys.exit("set STRIPE_API_KEY to the secret key that the server printed when it started")


if __name__ == "__main__":
    main()
