"""The PDF of a credit note shows the stored figures, in the customer's language, and names its invoice."""

import io
from typing import Any

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.credit_notes.test_creating import credit, line_of, rich

from billhook.documents.credit_note_words import credit_note_words_for
from billhook.documents.labels import LANGUAGES
from billhook.kernel.display import money


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
        assert "".join(expected.split()) in text
    assert note.number in text
    assert invoice.number in text
    # Gross, the line's own discount, subtotal, the invoice's discount, without tax, tax, all of it.
    for amount in (1_000, -500, 500, -50, 450, 90, 540):
        assert "".join(money(amount, "usd", language).split()) in text, amount


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
