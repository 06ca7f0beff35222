"""PDFs as they first left by mail: what the page of an invoice shows, and what proves that they are unchanged."""

import asyncio
import csv
import io
import re
import zipfile
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.mailbox import mail_to
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.db.embedded.server import running_dsn
from billhook.doctor.evidence import examine_papers

_SETTLED = "SELECT status, kind FROM invoice_mails WHERE invoice = $1 AND status = 'sent'"


def mailed(server: Server, shop: Shop, address: str) -> Any:
    """An invoice whose mail has left."""
    invoice = shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address)).id)
    left(server, invoice, 1)
    return invoice


def left(server: Server, invoice: Any, count: int) -> None:
    eventually(lambda: len(query(server, _SETTLED, invoice.id)) == count, f"{count} mails that left")


def attached(server: Server, address: str, number: int = 1) -> bytes:
    (pdf,) = mail_to(server, address, number).iter_attachments()
    return bytes(pdf.get_content())


def papers(seen: Seen) -> list[Any]:
    """The papers that a page of an invoice shows."""
    return [item for part in seen.page.all("section", aria_label="As first sent") for item in part.all("li")]


def sentences(server: Server) -> list[tuple[bool, str]]:
    async def run() -> list[tuple[bool, str]]:
        found = [each async for each in examine_papers(running_dsn(server.data_dir))]
        return [(each.wrong, each.sentence) for each in found]

    return asyncio.run(run())


def test_the_paper_that_left_first_stays_as_it_was(server: Server, owner: Visitor, shop: Shop) -> None:
    address = "papers1@example.com"
    invoice = mailed(server, shop, address)
    first = attached(server, address)
    shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000})
    left(server, invoice, 2)
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    shop.v1.invoices.send_invoice(invoice.id)
    left(server, invoice, 3)
    assert attached(server, address, 3) != first, "the second mail brings the paper of a paid invoice"
    paper, note = papers(owner.get(f"/invoices/{invoice.id}"))
    assert paper.one("bdi").text == f"Invoice-{invoice.number}.pdf"
    assert "As first sent on " in paper.text
    assert paper.one("code").text == sha256(first).hexdigest()
    assert note.one("code").text == sha256(attached(server, address, 2)).hexdigest()
    seen = owner.get(paper.one("a").attributes["href"])
    assert (seen.status, seen.headers["content-type"], seen.content) == (200, "application/pdf", first)
    assert seen.headers["content-disposition"].startswith('attachment; filename="Invoice-in_')
    # The public address gives today's paper.
    today = server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
    assert "PAID" in pypdf.PdfReader(io.BytesIO(today)).pages[0].extract_text().upper()
    assert "PAID" not in pypdf.PdfReader(io.BytesIO(first)).pages[0].extract_text().upper()


@pytest.mark.parametrize("false", ["/invoices/{0}/mails/{1}/papers/in_1", "/invoices/in_1/mails/{1}/papers/{0}"])
def test_a_paper_is_of_its_invoice_and_its_mail(server: Server, owner: Visitor, shop: Shop, false: str) -> None:
    invoice = mailed(server, shop, "papers2@example.com")
    (mail,) = query(server, "SELECT id FROM invoice_mails WHERE invoice = $1", invoice.id)
    assert owner.get(f"/invoices/{invoice.id}/mails/{mail['id']}/papers/{invoice.id}").status == 200
    assert owner.get(false.format(invoice.id, mail["id"])).status == 404


def test_nothing_is_kept_if_the_setting_says_so(server: Server, owner: Visitor, shop: Shop) -> None:
    run_billhook(server, "settings", "set", "keep_sent_papers", "false")
    try:
        invoice = mailed(server, shop, "papers3@example.com")
    finally:
        run_billhook(server, "settings", "set", "keep_sent_papers", "true")
    assert papers(owner.get(f"/invoices/{invoice.id}")) == []
    assert query(server, "SELECT FROM sent_papers WHERE invoice = $1", invoice.id) == []


def test_the_doctor_reads_papers_again(server: Server, shop: Shop) -> None:
    invoice = mailed(server, shop, "papers4@example.com")
    assert {wrong for wrong, sentence in sentences(server) if "PDF" in sentence} == {False}
    query(server, "UPDATE sent_papers SET content = content || '\\x00' WHERE invoice = $1", invoice.id)
    try:
        (sentence,) = (sentence for wrong, sentence in sentences(server) if wrong)
        # The account is named if there are several, such as sandboxes that other tests have made.
        assert re.match(rf"Test mode(?: of acct_\w+)?: the PDF Invoice-{invoice.number}\.pdf as sent by mail", sentence)
    finally:
        query(server, "DELETE FROM sent_papers WHERE invoice = $1", invoice.id)


def test_an_export_has_them(server: Server, owner: Visitor, shop: Shop) -> None:
    address = "papers5@example.com"
    invoice = mailed(server, shop, address)
    archive = zipfile.ZipFile(io.BytesIO(owner.send("/settings/data/export").content))
    rows = list(csv.DictReader(io.StringIO(archive.read("sent_papers.csv").decode(), newline="")))
    (row,) = [row for row in rows if row["invoice"] == invoice.id]
    content = archive.read(row["file"])
    assert (row["object"], row["is_certain"], row["sha256"]) == (invoice.id, "true", sha256(content).hexdigest())
    assert content == attached(server, address)
