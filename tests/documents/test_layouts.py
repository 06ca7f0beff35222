"""The three layouts of the paper: the address in the window, many lines on few pages, columns that are not printed."""

import io
from typing import Any

import pypdf
import pytest
from tests.documents.invoice_document import an_invoice

from billhook.documents.invoice_pdf import InvoiceDocument, Line, Party, TotalRow, render
from billhook.documents.look import LAYOUTS, Layout, Look

_POINTS_A_MILLIMETRE = 72 / 25.4


def read(document: InvoiceDocument) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(render(document)))


def placed(document: InvoiceDocument) -> list[tuple[str, float, float]]:
    """The pieces of text of the first page, each with where its baseline begins: mm from the left and from the top."""
    page = read(document).pages[0]
    found: list[tuple[str, float, float]] = []

    def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
        if text.strip():
            x, y = _point(tm, cm)
            found.append(
                (text.strip(), x / _POINTS_A_MILLIMETRE, (float(page.mediabox.height) - y) / _POINTS_A_MILLIMETRE)
            )

    page.extract_text(visitor_text=visit)
    return found


def _point(tm: Any, cm: Any) -> tuple[float, float]:
    return tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]


def lettered(**given: Any) -> InvoiceDocument:
    return an_invoice(look=Look("letter"), **given)


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_the_address_stands_in_the_window(size: str) -> None:
    """DIN 5008, form B: 20 to 105 mm from the left; the return address from 45 mm, the address from 62.7 to 90 mm."""
    address = ("3rd floor", "12 St James's Square", "London", "SW1Y 4JH", "United Kingdom")
    pieces = placed(
        lettered(page_size=size, is_test=True, customer=Party("Ada Lovelace", address, "ada@lovelace.example"))
    )
    for line in ("Ada Lovelace", *address):
        _, x, y = next(piece for piece in pieces if piece[0] == line)
        assert (x, 62.7 < y < 90) == (pytest.approx(25, abs=0.5), True), line
    _, x, y = next(piece for piece in pieces if "Torstraße 140 · 10119 Berlin" in piece[0])
    assert (20 < x < 26, 45 < y < 62.7) == (True, True)
    # Nothing else is in the window: what else is known of the customer stands below it.
    within = [text for text, x, y in pieces if x < 105 and 45 < y < 90]
    assert not [text for text in within if "lovelace.example" in text or "Invoice" in text]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("locale", ["de_DE", "ar"])
def test_each_layout_says_the_same_and_is_archival(layout: Layout, locale: str) -> None:
    document = read(an_invoice(look=Look(layout), locale=locale, mark="PAID", ship_to=Party("Dock 3", ("Quay 1",))))
    metadata = document.xmp_metadata
    assert metadata is not None
    assert "<pdfaid:part>3<" in metadata.rdf_root.toxml()
    text = "".join("".join(page.extract_text().split()) for page in document.pages)
    for expected in (
        "NL-2026-0042", "Torstraße140", "billing@nordlicht.example", "DE123456789", "12StJames'sSquare", "GB987654321",
        "ada@lovelace.example", "PO-7781", "Brandworkshop", "PAID", "Dock3", "Quay1", "HRB123456B",
    ):  # fmt: skip
        assert expected in text, expected


def test_the_compact_layout_has_more_lines_on_a_page() -> None:
    lines = tuple(Line(f"Position {n}", 1_000, 1, "1000", "19%") for n in range(60))
    pages = {layout: len(read(an_invoice(lines=lines, look=Look(layout))).pages) for layout in LAYOUTS}
    assert pages == {"classic": 3, "compact": 2, "letter": 3}


@pytest.mark.parametrize(
    ("look", "gone"),
    [
        (Look(), ()),
        (Look(quantities=False), ("Qty",)),
        (Look(unit_prices=False), ("Unit price",)),
        (Look(taxes=False), ("Tax",)),
        (Look("compact", False, False, False), ("Qty", "Unit price", "Tax")),
    ],
)
def test_a_column_that_is_not_wanted_is_not_printed(look: Look, gone: tuple[str, ...]) -> None:
    text = read(an_invoice(look=look, totals=())).pages[0].extract_text()
    assert {name for name in ("Qty", "Unit price", "Tax", "Amount") if name in text} == (
        {"Qty", "Unit price", "Tax", "Amount"} - set(gone)
    )


def test_payment_details_on_a_page_of_their_own_say_what_is_to_be_paid() -> None:
    """With many taxes the sums end the first page, and the details go to the next."""
    taxes = tuple(TotalRow(f"VAT {rate}%", 100) for rate in range(12))
    details = "IBAN DE02 1203 0000 0000 2020 51"
    together, apart = (
        [page.extract_text() for page in read(an_invoice(totals=totals, payment_instructions=details)).pages]
        for totals in (taxes[:1], taxes)
    )
    asked = "€7,987.68 due December 22, 2026"
    assert [(page.count(asked), page.count("DE02")) for page in together] == [(1, 1)]
    assert [(page.count(asked), page.count("DE02")) for page in apart] == [(1, 0), (1, 1)]
