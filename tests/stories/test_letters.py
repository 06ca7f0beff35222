"""Mails to payers about what happened to their invoice, as they leave."""

import io
import itertools
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.inbox import Inbox, replies, taking_mail
from tests.stories.psql import due_now, query

_numbers = itertools.count(1)
_KINDS = "SELECT id, kind, about, status, outcome FROM invoice_mails WHERE invoice = $1 ORDER BY id"


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with taking_mail(Inbox()) as found:
        yield found


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Server]:
    """A server that mails through the inbox."""
    running = start_server(tmp_path_factory.mktemp("letters") / "data", BILLHOOK_SMTP_URL=f"{inbox.url}?timeout=3")
    try:
        run_billhook(
            running, "settings", "set", "business_name=Studio Nordlicht", "business_email=accounts@example.com"
        )
        yield running
    finally:
        stop_server(running)


@pytest.fixture
def shop(mailing: Server) -> Shop:
    return Shop(mailing.client)


def reader() -> str:
    """An address that no other test uses."""
    return f"letters{next(_numbers)}@example.com"


def text_of(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def kinds(server: Server, invoice: str) -> list[str]:
    """What the mails of an invoice tell of, oldest first."""
    return [row["kind"] for row in query(server, _KINDS, invoice)]


def settled(server: Server, invoice: str) -> list[Any]:
    """The mails of an invoice, once none is on its way."""
    waiting = ("queued", "sending")
    eventually(lambda: all(row["status"] not in waiting for row in query(server, _KINDS, invoice)), "mails to settle")
    return query(server, _KINDS, invoice)


def credit(shop: Shop, invoice: Any, **given: Any) -> Any:
    return shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000, **given})


def test_a_credit_note_is_mailed_with_its_paper_below_the_mail_of_its_invoice(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader()
    customer = shop.customer(email=address, preferred_locales=["de"])
    sent = shop.v1.invoices.send_invoice(shop.draft(customer=customer).id)
    (first,) = inbox.wait_for(address)
    note = credit(shop, sent)
    mail = inbox.wait_for(address, 2)[1]
    assert mail["Subject"] == f"[TEST] Rechnungskorrektur {note.number} von Studio Nordlicht"
    assert (mail["In-Reply-To"], mail["References"]) == (first["Message-ID"], first["Message-ID"])
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        assert "20,00\N{NO-BREAK SPACE}$" in words
        assert sent.number in words
        assert sent.hosted_invoice_url.partition("?")[0] in words
        assert "accounts@example.com" in words
    (pdf,) = mail.iter_attachments()
    assert pdf.get_filename() == f"Credit-note-{note.number}.pdf"
    assert note.number in pypdf.PdfReader(io.BytesIO(pdf.get_content())).pages[0].extract_text()
    rows = settled(mailing, sent.id)
    assert [(row["kind"], row["about"], row["status"]) for row in rows] == [
        ("invoice", None, "sent"), ("credit_note", note.id, "sent"),
    ]  # fmt: skip
    # Once: it left by the job of invoice mails, which claims each row before it is handed over.
    assert inbox.offered[address] == 2


def test_the_caller_decides_whether_a_credit_note_is_mailed_or_else_the_setting(mailing: Server, shop: Shop) -> None:
    invoice = shop.invoice("open", customer=shop.customer(email=reader()))
    credit(shop, invoice, email_type="none", amount=100)
    assert kinds(mailing, invoice.id) == []
    run_billhook(mailing, "settings", "set", "mail_finalized", "false")
    try:
        credit(shop, invoice, amount=100)
        assert kinds(mailing, invoice.id) == []
        # Our reading: whoever asks for the mail gets it, as with an explicit send of an invoice.
        credit(shop, invoice, email_type="credit_note", amount=100)
        assert kinds(mailing, invoice.id) == ["credit_note"]
    finally:
        run_billhook(mailing, "settings", "set", "mail_finalized", "true")
    credit(shop, invoice, amount=100)
    assert kinds(mailing, invoice.id) == ["credit_note", "credit_note"]
    preview = shop.v1.credit_notes.preview({"invoice": invoice.id, "amount": 100, "email_type": "credit_note"})
    assert (preview.total, kinds(mailing, invoice.id)) == (100, ["credit_note", "credit_note"])
    # Nobody to mail it to, and no refusal.
    nobody = shop.customer(email="")
    silent = shop.invoice("open", customer=nobody, collection_method="charge_automatically", days_until_due=None)
    credit(shop, silent, email_type="credit_note", amount=100)
    assert kinds(mailing, silent.id) == []


def test_a_credit_note_that_was_voided_before_its_mail_left_is_not_mailed(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader()
    inbox.answers[address] = replies("451 Try again later", "250 Queued")
    invoice = shop.invoice("open", customer=shop.customer(email=address))
    note = credit(shop, invoice)
    eventually(lambda: inbox.offered[address] == 1, "the first attempt")
    eventually(lambda: query(mailing, _KINDS, invoice.id)[0]["outcome"] is not None, "the refusal to be written down")
    shop.v1.credit_notes.void_credit_note(note.id)
    due_now(mailing, invoice.id)
    (row,) = settled(mailing, invoice.id)
    assert (row["status"], row["outcome"]) == ("failed", "the credit note was voided before its mail was sent")
    assert inbox.to(address) == []
