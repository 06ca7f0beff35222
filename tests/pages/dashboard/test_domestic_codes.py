"""Invoices with the account and the code of a country through the server: page, paper, mail's words, preview."""

import io
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

import pypdf
import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.nightly import usual
from tests.pages.dashboard.signed_in import Visitor
from tests.stories.psql import query

Set = Callable[[Mapping[str, str]], None]
SCHEMES = {
    "czk": ("CZ", {"bank_iban": "CZ6508000000192000145399"}, "IBAN"),
    "brl": ("BR", {"pix_key": "123e4567-e12b-12d1-a456-426655440000"}, "Pix"),
    "sgd": ("SG", {"paynow_uen": "201403121W"}, "PayNow"),
    "inr": ("IN", {"upi_id": "bagh@okbank"}, "UPI"),
}  # fmt: skip

OTHERS = {
    "bank_iban": "CZ9455000000001011038930", "pix_key": "a@b.example", "paynow_uen": "197401143C",
    "upi_id": "other@bank",
}  # fmt: skip


@pytest.fixture
def account(server: Server) -> Iterator[Set]:
    """Sets settings of the account, and puts back what was there."""
    kept = query(server, "SELECT account, name, value FROM account_settings")
    names: set[str] = set()

    def set_all(values: Mapping[str, str]) -> None:
        for name, value in values.items():
            names.add(name)
            run_billhook(server, "settings", "set", name, value)

    yield set_all
    query(server, "DELETE FROM account_settings WHERE name = ANY($1)", list(names))
    for row in kept:
        if row["name"] in names:
            query(
                server, "INSERT INTO account_settings (account, name, value) VALUES ($1, $2, $3)",
                row["account"], row["name"], row["value"],
            )  # fmt: skip


@pytest.mark.parametrize("currency", usual([*SCHEMES], ["czk", "inr"]))
def test_what_is_sent_names_the_account_of_its_country(
    server: Server, shop: Shop, owner: Visitor, account: Set, currency: str
) -> None:
    country, settings, label = SCHEMES[currency]
    account({"business_name": "Jardim & Filhos", "business_country": country, **settings})
    draft = shop.draft(currency=currency, collection_method="send_invoice", days_until_due=30)
    preview = owner.get(f"/invoices/{draft.id}/preview/paper")
    assert "also has your account and a code" in preview.page.text
    page = owner.get(f"/invoices/{draft.id}/preview/page").page.text
    assert label not in page
    invoice = shop.v1.invoices.finalize_invoice(draft.id)

    def paper() -> str:
        pdf = server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
        return "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages)

    def shown() -> str:
        return server.request("GET", urlsplit(invoice.hosted_invoice_url).path, key=None).body.decode()

    text, page = paper(), shown()
    assert f"{label} " in text
    assert all(value not in text and value not in page for value in settings.values())  # invented in test mode
    assert page.count('class="code"') == 1
    assert f"<dt>{label}</dt>" in page
    # A changed setting changes nothing that was issued.
    account({"business_country": "US"})
    assert (paper(), shown()) == (text, page)
    # Void, neither asks for money.
    shop.v1.invoices.void_invoice(invoice.id)
    assert f"{label} " not in paper()
    assert 'class="code"' not in shown()


@pytest.mark.parametrize("currency", usual([*SCHEMES], ["brl", "sgd"]))
def test_the_account_that_a_live_invoice_has_told_stays(
    server: Server, live: stripe.StripeClient, account: Set, currency: str
) -> None:
    country, settings, label = SCHEMES[currency]
    account({"business_name": "Jardim & Filhos", "business_country": country, **settings})
    shop = Shop(live)
    by_card = {"payment_settings": {"payment_method_types": ["card"]}}
    draft = shop.draft(currency=currency, collection_method="send_invoice", days_until_due=30, **by_card)
    invoice = shop.v1.invoices.finalize_invoice(draft.id)

    def shown() -> str:
        return server.request("GET", urlsplit(invoice.hosted_invoice_url).path, key=None).body.decode()

    assert f"<dt>{label}</dt>" not in shown()  # it names another way
    shop.v1.invoices.update(invoice.id, {"payment_settings": {"payment_method_types": ""}})
    (value,) = settings.values()
    told = shown()
    assert value in told.replace(" ", "")
    account({name: OTHERS[name] for name in settings})
    assert shown() == told
    # Neither other ways to pay nor their end ask the settings again.
    (other,) = (OTHERS[name] for name in settings)
    for types in (["card"], ""):
        shop.v1.invoices.update(invoice.id, {"payment_settings": {"payment_method_types": types}})
        bare = shown().replace(" ", "")
        assert (value in bare, other in bare) == (True, False)
