"""The PDF of a credit note shows the stored figures, in the customer's language, and names its invoice."""

import io
from typing import Any

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.documents.extracted import says
from tests.rooms.credit_notes.test_creating import credit, line_of, rich

from billhook.documents.credit_note_words import credit_note_words_for
from billhook.kernel.display import money
from billhook.kernel.languages import LANGUAGES


def text_of(server: Server, note: Any) -> str:
    """All letters of the PDF without blanks, which fonts space as they like."""
    answer = server.request("GET", note.pdf.removeprefix(server.url))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    pages = pypdf.PdfReader(io.BytesIO(answer.body)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_in_every_language(server: Server, shop: Shop, language: str) -> None:
    customer = shop.customer(preferred_locales=[language])
    invoice = rich(shop, customer=customer)
    note = credit(shop, invoice, lines=[line_of(invoice, quantity=1)], reason="order_change", memo="Sorry")
    text = text_of(server, note)
    words = credit_note_words_for(language)
    for expected in (words.credit_note, words.credited, words.reasons["order_change"], words.off_amount_due, "Sorry"):
        assert says(text, expected, language)
    assert note.number in text
    assert invoice.number in text
    # Gross, the line's own discount, subtotal, the invoice's discount, without tax, tax, all of it.
    for amount in (1_000, -500, 500, -50, 450, 90, 540):
        assert says(text, money(amount, "usd", language), language), amount


def test_a_void_one_says_so(server: Server, shop: Shop) -> None:
    note = credit(shop, shop.invoice("open", 1_000), amount=300)
    shop.v1.credit_notes.void_credit_note(note.id)
    text = text_of(server, note)
    assert "Voidsince" in text
    assert "Takenofftheamountdue" not in text


def test_the_line_of_a_mere_amount_is_in_the_language_of_the_paper(server: Server, shop: Shop) -> None:
    invoice = shop.invoice("open", 1_000, customer=shop.customer(preferred_locales=["de"]))
    note = credit(shop, invoice, amount=300)
    assert note.lines.data[0].description == f"Invoice {invoice.number}"
    text = text_of(server, note)
    assert f"Rechnung{invoice.number}" in text
    assert f"Invoice{invoice.number}" not in text


def test_a_mere_amount_takes_back_its_share_of_each_tax(server: Server, shop: Shop) -> None:
    """A correction tells the tax that it corrects; 133.00 of 333.00 are 7.59 of 19.00 and 5.59 of 14.00."""
    rates = [
        shop.v1.tax_rates.create({"display_name": "MwSt.", "percentage": percent, "inclusive": False}).id
        for percent in (19, 7)
    ]
    draft = shop.empty(shop.customer(preferred_locales=["de"]), currency="eur")
    shop.v1.invoices.add_lines(
        draft.id,
        {
            "lines": [
                {"amount": 10_000, "description": "Hecke", "tax_rates": rates[:1]},
                {"amount": 20_000, "description": "Buch", "tax_rates": rates[1:]},
            ]
        },
    )
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    assert invoice.total == 33_300
    note = credit(shop, invoice, amount=13_300)
    assert (note.total_taxes, note.total_excluding_tax) == ([], 13_300)
    text = text_of(server, note)
    assert "EnthältMwSt.(19%auf39,94€)7,59€" in text
    assert "EnthältMwSt.(7%auf79,88€)5,59€" in text
    rest = text_of(server, credit(shop, invoice, amount=20_000))
    assert "EnthältMwSt.(19%auf60,06€)11,41€" in rest
    assert "EnthältMwSt.(7%auf120,12€)8,41€" in rest


def test_nobody_finds_it_by_guessing(server: Server, shop: Shop) -> None:
    note = credit(shop, shop.invoice("open", 1_000), amount=300)
    path = note.pdf.removeprefix(server.url)
    token = path.split("_")[-1].removesuffix("/pdf")
    for wrong in (
        path.replace(token, token[::-1]),
        path.replace("test_", "live_"),
        path.replace(token, "x"),
        path[:-4],
    ):
        assert server.request("GET", wrong).status == 404
