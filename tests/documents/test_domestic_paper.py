"""The paper of an invoice with the account of a country: its words and its one code, read off the picture."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from tests.documents.domestic_readers import read_merchant_code, read_spayd
from tests.pages.hosted_invoice import a_statement

from billhook.documents.invoice_pdf import InvoiceDocument, as_pictures
from billhook.documents.paper import document, payment_instructions
from billhook.documents.statement import InvoiceStatement, PaymentMeans, TransferAccount
from billhook.documents.transfer_code import transfer_code
from billhook.kernel.replacing import replace

PAGE = "https://pay.garden.example/i/acct_1/live_1"
ACCOUNTS = {
    "czk": TransferAccount("iban", {"account_holder_name": "Garden", "iban": "CZ6508000000192000145399", "bic": ""}),
    "brl": TransferAccount("pix", {"account_holder_name": "Garden", "pix": "a@b.example", "city": "Recife"}),
    "sgd": TransferAccount("paynow", {"account_holder_name": "Garden", "paynow": "201403121W"}),
    "inr": TransferAccount("upi", {"account_holder_name": "Garden", "upi": "bagh@okbank"}),
}
LINES = {
    "czk": "IBAN CZ65 0800 0000 1920 0014 5399", "brl": "Pix a@b.example", "sgd": "PayNow 201403121W",
    "inr": "UPI bagh@okbank",
}  # fmt: skip
AMOUNTS: dict[str, Callable[[str], str]] = {
    "czk": lambda text: read_spayd(text).amount,
    "brl": lambda text: read_merchant_code(text)["54"],
    "sgd": lambda text: read_merchant_code(text)["54"],
    "inr": lambda text: text.split("&am=")[1].split("&")[0],
}


def sent(currency: str, **given: Any) -> InvoiceStatement:
    """1,000.00 of which 400.50 are still to be paid."""
    account = ACCOUNTS[currency]
    statement = a_statement(
        currency=currency, number="2026-0042", means=PaymentMeans(None, (account,), PAGE, None, account)
    )
    assert statement.amounts is not None
    amounts = replace(statement.amounts, amount_due=100_000, amount_paid=59_950, amount_remaining=40_050)
    return replace(statement, **{"amounts": amounts, **given})


def scanned(paper: InvoiceDocument) -> list[str]:
    found = []
    for page in as_pictures(paper):
        picture = Image.open(io.BytesIO(page))
        picture = picture.resize((3 * picture.width, 3 * picture.height))
        found += [code.text for code in zxingcpp.read_barcodes(picture, zxingcpp.BarcodeFormat.QRCode)]
    return found


@pytest.mark.parametrize("currency", ACCOUNTS)
def test_the_paper_has_one_code_for_what_remains(currency: str) -> None:
    (text,) = scanned(document(sent(currency)))
    assert AMOUNTS[currency](text) == "400.50"


@pytest.mark.parametrize("currency", ACCOUNTS)
def test_the_words_name_account_and_reference(currency: str) -> None:
    told = payment_instructions(sent(currency), "en") or ""
    assert told.split("\n") == ["Garden", LINES[currency], "Payment reference: 2026-0042"]


@pytest.mark.parametrize("currency", ACCOUNTS)
@pytest.mark.parametrize("status", ["paid", "void", "uncollectible"])
def test_what_asks_for_no_money_has_no_code(currency: str, status: str) -> None:
    paper = document(sent(currency, status=status, paid_at=1, voided_at=1))
    assert (scanned(paper), paper.payment_instructions) == ([], None)


@pytest.mark.parametrize("currency", ACCOUNTS)
def test_a_number_that_no_code_can_carry_leaves_the_code_of_the_page(currency: str) -> None:
    assert scanned(document(sent(currency, number="株" * 5))) == [PAGE]


@pytest.mark.parametrize("currency", ACCOUNTS)
@pytest.mark.parametrize("other", ["usd", *ACCOUNTS, "eur"])
def test_an_account_has_a_code_in_its_currency_alone(currency: str, other: str) -> None:
    account = ACCOUNTS[currency]
    is_known = other == currency or (other == "eur" and account.type == "iban")
    assert (transfer_code([account], 100, other, "INV-1", is_test=False) is not None) is is_known
    assert transfer_code([account], 0, other, "INV-1", is_test=False) is None
