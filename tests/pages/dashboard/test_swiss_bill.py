"""An invoice with a Swiss QR-bill through the server: its page, its paper, its mail, and the preview of its draft."""

import io
from collections.abc import Iterator
from urllib.parse import urlsplit

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.signed_in import Visitor
from tests.stories.psql import query

SETTINGS = {
    "business_name": "Robert Schneider AG", "business_country": "CH", "business_line1": "Rue du Lac 1268",
    "business_city": "Biel", "business_postal_code": "2501",
}  # fmt: skip


@pytest.fixture
def swiss(server: Server) -> Iterator[None]:
    """The account is in Switzerland, and so is its bank."""
    kept = query(server, "SELECT account, name, value FROM account_settings")
    for name, value in SETTINGS.items():
        query(
            server,
            "INSERT INTO account_settings (account, name, value) SELECT id, $1, to_jsonb($2::text) FROM accounts "
            "ON CONFLICT (account, name) DO UPDATE SET value = excluded.value",
            name, value,
        )  # fmt: skip
    run_billhook(server, "settings", "set", "bank_iban", "CH4431999123000889012")
    yield
    query(server, "DELETE FROM account_settings WHERE NOT name = ANY($1)", [row["name"] for row in kept])
    for row in kept:
        query(server, "UPDATE account_settings SET value = $1 WHERE name = $2", row["value"], row["name"])
    run_billhook(server, "settings", "set", "bank_iban", "")


@pytest.mark.usefixtures("swiss")
def test_what_is_sent_in_francs_has_a_bill(server: Server, shop: Shop, owner: Visitor) -> None:
    customer = shop.customer(
        name="Pia Muster", address={"line1": "Gasse 28", "city": "Chur", "postal_code": "7000", "country": "CH"}
    )
    draft = shop.draft(customer=customer, currency="chf", collection_method="send_invoice", days_until_due=30)
    preview = owner.get(f"/invoices/{draft.id}/preview/paper")
    assert "also has the Swiss QR-bill" in preview.page.text
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    pdf = server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
    text = pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    assert ("Payment part" in text, "CH44 3199 9123" in text) == (True, False)  # invented in test mode
    page = server.request("GET", urlsplit(invoice.hosted_invoice_url).path, key=None).body.decode()
    assert "CHF" in page
    assert page.count('class="code"') == 1
    (reference,) = {line for line in text.split("\n") if line.startswith("00 ")}
    assert reference in page
    # Paid, neither asks for money.
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    pdf = server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
    assert "Payment part" not in pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    page = server.request("GET", urlsplit(invoice.hosted_invoice_url).path, key=None).body.decode()
    assert 'class="code"' not in page
