"""The date of supply on the paper and the page of an invoice, as the setting was when it was finalized."""

import io
from urllib.parse import urlsplit

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.pages.document import read

SEPTEMBER = {"start": 1_788_220_800, "end": 1_790_726_400}  # 2026-09-01 and 2026-09-30, both 00:00 UTC


def seen(server: Server, url: str) -> str:
    """The words of a PDF or a page, with single blanks between them."""
    body = server.request("GET", urlsplit(url).path, key=None).body
    if body.startswith(b"%PDF"):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    else:
        text = read(body).text
    return " ".join(text.replace("\N{THIN SPACE}", " ").split())


@pytest.mark.parametrize("period", [SEPTEMBER, None], ids=["all lines share a period", "no line has one"])
def test_it_stands_once_in_the_head(server: Server, shop: Shop, period: dict[str, int] | None) -> None:
    draft = shop.draft(1_000)
    lines = [line.id for line in shop.v1.invoices.line_items.list(draft.id)]
    if period is not None:
        for line in lines:
            shop.v1.invoices.line_items.update(draft.id, line, {"period": period})
    run_billhook(server, "settings", "set", "supply_date", "invoice_date")
    try:
        invoice = shop.v1.invoices.finalize_invoice(draft.id)
    finally:
        run_billhook(server, "settings", "unset", "supply_date")
    words = "Period of supply" if period is not None else "Date of supply"
    for url in (invoice.invoice_pdf, invoice.hosted_invoice_url):
        said = seen(server, url)
        assert said.count(words) == 1
        if period is not None:
            assert said.count("Sep 1 – 30, 2026") == 1
    # An invoice from after the change says it as it was by default: periods at the lines.
    plain = shop.invoice("open")
    assert "of supply" not in seen(server, plain.invoice_pdf)
