"""Mails to payers about what happened to their invoice, as they leave."""

import io
import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pypdf
import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.inbox import Inbox, replies, take_and_close, taking_mail
from tests.stories.psql import due_now, query

from billhook.mail.letter_words import letter_words_for

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
        # Our reading: an explicit request sends the mail, as an explicit send of an invoice does.
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


@pytest.fixture
def setting(mailing: Server) -> Iterator[Callable[..., None]]:
    """Sets settings of the account until the test ends."""
    changed: set[str] = set()

    def change(**values: str) -> None:
        changed.update(values)
        run_billhook(mailing, "settings", "set", *(f"{name}={value}" for name, value in values.items()))

    yield change
    if changed:
        run_billhook(mailing, "settings", "unset", *sorted(changed))


def test_mails_have_the_subjects_and_greetings_of_the_account(
    mailing: Server, shop: Shop, inbox: Inbox, setting: Any
) -> None:
    setting(
        mail_subjects="invoice de: Ihre Rechnung {number} von {business}",
        mail_greetings="de: Guten Tag {customer},\n*: Dear {customer},",
        email_receipts="true",
    )
    address = reader()
    customer = shop.customer(email=address, name="Jürgen <b>Groß</b>", preferred_locales=["de-AT"])
    invoice = shop.draft(customer=customer, collection_method="send_invoice", days_until_due=30)
    sent = shop.v1.invoices.send_invoice(invoice.id)
    (mail,) = inbox.wait_for(address)
    assert str(mail["Subject"]) == f"[TEST] Ihre Rechnung {sent.number} von Studio Nordlicht"
    assert "Guten Tag Jürgen <b>Groß</b>," in text_of(mail, "plain")
    assert "Guten Tag Jürgen &lt;b&gt;Groß&lt;/b&gt;," in text_of(mail, "html")
    # A mail says what it said, whatever the settings say later; a kind without a line has the usual subject.
    setting(mail_subjects="*: Something else")
    shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    receipt = inbox.wait_for(address, 2)[1]
    assert str(receipt["Subject"]) == "[TEST] Something else"
    assert "Guten Tag" in text_of(receipt, "plain")
    kept = "SELECT own_texts ->> 'subjects' AS own FROM invoice_mails WHERE invoice = $1 ORDER BY id"
    stored = query(mailing, kept, sent.id)
    assert [row["own"] for row in stored] == [
        '[["de", "Ihre Rechnung {number} von {business}"]]', '[["", "Something else"]]',
    ]  # fmt: skip


def charged_by_itself(shop: Shop, address: str, card: str, **given: Any) -> Any:
    """An open invoice over 120.00 that is charged to this card at once."""
    customer = shop.customer(email=address, **given)
    method = shop.v1.payment_methods.attach(card, {"customer": customer.id}).id
    shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method}})
    draft = shop.draft(customer=customer, collection_method="charge_automatically", auto_advance=True)
    opened = shop.v1.invoices.finalize_invoice(draft.id)
    eventually(lambda: shop.v1.invoices.retrieve(opened.id).attempt_count == 1, "the first attempt")
    return shop.v1.invoices.retrieve(opened.id)


def test_a_charge_that_fails_by_itself_is_told_with_the_reason_and_the_next_attempt(
    mailing: Server, shop: Shop, inbox: Inbox, setting: Any
) -> None:
    quiet = charged_by_itself(shop, reader(), "pm_card_chargeCustomerFail")
    assert kinds(mailing, quiet.id) == []  # nobody asked for such mails
    setting(email_payment_failed="true", retry_days="3")
    address = reader()
    invoice = charged_by_itself(shop, address, "pm_card_chargeCustomerFail")
    (mail,) = inbox.wait_for(address)
    assert mail["Subject"] == f"[TEST] Payment of invoice {invoice.number} from Studio Nordlicht failed"
    assert (mail["In-Reply-To"], list(mail.iter_attachments())) == (None, [])  # the first mail of this invoice
    again = datetime.fromtimestamp(invoice.next_payment_attempt, UTC)
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        for wanted in (
            "Your payment of $120.00 failed", "Your card was declined.", "Please pay in another way.",
            f"We will try again on {again:%B} {again.day}, {again.year}.", "Pay this invoice", invoice.number,
            invoice.hosted_invoice_url.partition("?")[0],
        ):  # fmt: skip
            assert wanted in words, wanted
    # The last attempt names no other, and stands below the first mail.
    query(mailing, "UPDATE invoices SET next_payment_attempt = 1 WHERE id = $1", invoice.id)
    last = inbox.wait_for(address, 2)[1]
    assert "We will try again" not in text_of(last, "plain")
    assert last["In-Reply-To"] == mail["Message-ID"]
    # What is tried by a request or on the invoice's page is answered there.
    with pytest.raises(stripe.CardError):
        shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa_chargeDeclined"})
    assert kinds(mailing, invoice.id) == ["payment_failed"] * 2


def test_a_charge_that_has_to_be_confirmed_is_told_unless_it_was_paid_meanwhile(
    mailing: Server, shop: Shop, inbox: Inbox, setting: Any
) -> None:
    setting(email_action_required="true", email_payment_failed="true")
    address = reader()
    invoice = charged_by_itself(shop, address, "pm_card_authenticationRequired", preferred_locales=["fr"])
    (mail,) = inbox.wait_for(address)
    words = letter_words_for("fr").action_required
    assert mail["Subject"] == f"[TEST] {words.subject.format(business='Studio Nordlicht')}"
    assert words.text in text_of(mail, "plain")
    assert invoice.hosted_invoice_url.partition("?")[0] in text_of(mail, "plain")
    assert [row["kind"] for row in settled(mailing, invoice.id)] == ["action_required"]
    # The next one is held up by the mail server until the invoice is paid.
    late = reader()
    inbox.answers[late] = replies("451 Try again later", "250 Queued")
    held = charged_by_itself(shop, late, "pm_card_authenticationRequired")
    eventually(lambda: query(mailing, _KINDS, held.id)[0]["outcome"] is not None, "the refusal to be written down")
    shop.v1.invoices.pay(held.id, {"paid_out_of_band": True})
    due_now(mailing, held.id)
    (row,) = settled(mailing, held.id)
    assert (row["status"], row["outcome"]) == ("failed", "the invoice was paid before this mail was sent")
    assert inbox.to(late) == []


def test_a_refund_is_told_with_the_receipt_and_a_cash_refund_is_not(
    mailing: Server, shop: Shop, inbox: Inbox, setting: Any
) -> None:
    setting(email_refunds="true")
    address = reader()
    invoice = charged_by_itself(shop, address, "pm_card_visa")
    (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
    intent = shop.v1.payment_intents.retrieve(payment.payment.payment_intent)
    charge = shop.v1.charges.retrieve(intent.latest_charge)
    refund = shop.v1.refunds.create({"charge": charge.id, "amount": 700}, {"idempotency_key": f"once-{invoice.id}"})
    shop.v1.refunds.create({"charge": charge.id, "amount": 700}, {"idempotency_key": f"once-{invoice.id}"})
    (mail,) = inbox.wait_for(address)
    assert mail["Subject"] == "[TEST] Refund from Studio Nordlicht"
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        for wanted in ("$7.00 refunded on ", invoice.number, "Visa •••• 4242", "View receipt", charge.receipt_url):
            assert wanted in words, wanted
    page = mailing.request("GET", charge.receipt_url.removeprefix(mailing.url), key=None)
    assert page.status == 200
    # A credit note with a refund of its own: each has its mail, the setting of refunds decides of one of them.
    note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 500, "refund_amount": 500})
    rows = settled(mailing, invoice.id)
    assert [(row["kind"], row["about"]) for row in rows] == [
        ("refund", refund.id), ("credit_note", note.id), ("refund", note.refunds[0].refund),
    ]  # fmt: skip
    assert [row["status"] for row in rows] == ["sent"] * 3
    # A payment without an invoice and without a receipt_email has nobody to write to.
    alone = shop.v1.payment_intents.create(
        {"amount": 900, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    )
    other = shop.v1.refunds.create({"payment_intent": alone.id})
    assert query(mailing, "SELECT 1 FROM invoice_mails WHERE about = $1", other.id) == []


def test_money_that_goes_back_to_the_customers_cash_is_not_told(mailing: Server, shop: Shop, setting: Any) -> None:
    setting(email_refunds="true")
    customer = shop.customer(email=reader())
    given = {"payment_method_types": ["customer_balance"]}
    draft = shop.draft(customer=customer, currency="eur", payment_settings=given)
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    shop.v1.test_helpers.customers.fund_cash_balance(customer.id, {"amount": 12_000, "currency": "eur"})
    eventually(lambda: shop.v1.invoices.retrieve(invoice.id).status == "paid", "the transfer to pay")
    (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
    shop.v1.refunds.create({"payment_intent": payment.payment.payment_intent, "amount": 700})
    assert kinds(mailing, invoice.id) == []


def test_a_receipt_comes_with_its_paper_and_that_of_a_charged_invoice(
    mailing: Server, shop: Shop, inbox: Inbox, setting: Callable[..., None]
) -> None:
    setting(email_receipts="true")
    address = reader()
    customer = shop.customer(email=address, preferred_locales=["de"])
    sent = shop.invoice("open", 2_000, customer=customer)
    shop.v1.invoices.pay(sent.id, {"payment_method": "pm_card_visa"})
    (mail,) = inbox.wait_for(address)
    (charge,) = shop.v1.charges.list({"customer": customer.id}).data
    assert mail["Subject"] == f"[TEST] Zahlungsbeleg {charge.receipt_number} von Studio Nordlicht"
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        assert "20,00\N{NO-BREAK SPACE}$" in words
        assert "Visa •••• 4242" in words
        assert charge.receipt_url in words
    (pdf,) = mail.iter_attachments()
    assert pdf.get_filename() == f"Receipt-{charge.receipt_number}.pdf"
    assert "Zahlungsbeleg" in pypdf.PdfReader(io.BytesIO(pdf.get_content())).pages[0].extract_text()
    # What is recorded by hand has no receipt.
    by_hand = shop.invoice("open", customer=customer)
    shop.v1.invoices.pay(by_hand.id, {"paid_out_of_band": True})
    assert kinds(mailing, by_hand.id) == []
    charged = shop.draft(customer=customer, collection_method="charge_automatically")
    shop.v1.invoices.pay(charged.id, {"payment_method": "pm_card_visa"})
    mail = inbox.wait_for(address, 2)[1]
    names = [attached.get_filename() for attached in mail.iter_attachments()]
    number = shop.v1.invoices.retrieve(charged.id).number
    assert [name.partition("-")[0] for name in names] == ["Invoice", "Receipt"]
    assert names[0] == f"Invoice-{number}.pdf"
    assert letter_words_for("de").invoice_and_receipt_attached in text_of(mail, "plain")


def test_a_refund_after_a_receipt_brings_the_receipt_anew_under_its_number(
    mailing: Server, shop: Shop, inbox: Inbox, setting: Callable[..., None]
) -> None:
    setting(email_refunds="true")
    address = reader()
    customer = shop.customer(email=reader(), preferred_locales=["de"])
    intent = shop.v1.payment_intents.create(
        {
            "amount": 900, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa",
            "customer": customer.id, "receipt_email": address,
        }
    )  # fmt: skip
    charge = shop.v1.charges.retrieve(str(intent.latest_charge))
    (first,) = inbox.wait_for(address)
    assert first["Subject"] == f"[TEST] Zahlungsbeleg {charge.receipt_number} von Studio Nordlicht"
    made = shop.v1.refunds.create({"payment_intent": intent.id, "amount": 200})
    mail = inbox.wait_for(address, 2)[1]
    refund = shop.v1.refunds.retrieve(made.id)
    assert refund.receipt_number not in (None, charge.receipt_number)
    assert refund.receipt_number in text_of(mail, "plain")
    assert "Studio Nordlicht" in mail["Subject"]
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"Receipt-{charge.receipt_number}.pdf"]
    (before,), (after,) = ([pypdf.PdfReader(io.BytesIO(pdf)) for pdf in pdfs_of(each)] for each in (first, mail))
    net = "7,00\N{NO-BREAK SPACE}$"
    assert (net in before.pages[0].extract_text(), net in after.pages[0].extract_text()) == (False, True)
    assert shop.v1.charges.retrieve(charge.id).receipt_number == charge.receipt_number
    about = [event for event in shop.v1.events.list({"limit": 20}).data if event.data.object["id"] == refund.id]
    assert [event.type for event in reversed(about)] == ["refund.created", "refund.updated"]
    # Both papers are kept as they left.
    kept = "SELECT about, content FROM sent_papers WHERE about = ANY($1) AND sent_at IS NOT NULL ORDER BY mail"
    eventually(lambda: len(query(mailing, kept, [charge.id, refund.id])) == 2, "both papers")
    rows = query(mailing, kept, [charge.id, refund.id])
    assert [(row["about"], row["content"]) for row in rows] == [
        (charge.id, pdfs_of(first)[0]), (refund.id, pdfs_of(mail)[0]),
    ]  # fmt: skip


# ── The papers that left ────────────────────────────────────────────────────────────────────────
_PAPERS = "SELECT about, mail, content, sent_at, is_certain FROM sent_papers WHERE invoice = $1 ORDER BY mail"


def pdfs_of(mail: EmailMessage) -> list[bytes]:
    return [part.get_content() for part in mail.iter_attachments()]


def test_the_paper_that_is_kept_is_the_one_that_left_after_a_refusal(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    """Between the two attempts the invoice was paid, so the second one brings another paper."""
    address = reader()
    inbox.answers[address] = replies("451 Try again later", "250 Queued")
    invoice = shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address)).id)
    eventually(lambda: query(mailing, _KINDS, invoice.id)[0]["outcome"] is not None, "the refusal to be written down")
    (offered,) = query(mailing, _PAPERS, invoice.id)
    assert offered["sent_at"] is None, "it has not left"
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    due_now(mailing, invoice.id)
    settled(mailing, invoice.id)
    (kept,) = query(mailing, _PAPERS, invoice.id)
    (mail,) = inbox.to(address)
    assert (pdfs_of(mail), kept["is_certain"]) == ([kept["content"]], True)
    assert kept["content"] != offered["content"]


def test_a_paper_that_may_have_left_is_kept_beside_the_first_that_did(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader()
    inbox.answers[address] = take_and_close
    invoice = shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address)).id)
    assert [row["status"] for row in settled(mailing, invoice.id)] == ["unknown"]
    (lost,) = query(mailing, _PAPERS, invoice.id)
    assert ([lost["content"]], lost["is_certain"]) == (pdfs_of(inbox.to(address)[0]), False)
    assert lost["sent_at"] is not None
    del inbox.answers[address]
    for _ in range(2):
        shop.v1.invoices.send_invoice(invoice.id)
        rows = settled(mailing, invoice.id)
    assert [row["status"] for row in rows] == ["unknown", "sent", "sent"]
    kept = query(mailing, _PAPERS, invoice.id)
    assert [(row["mail"], row["is_certain"]) for row in kept] == [(rows[0]["id"], False), (rows[1]["id"], True)]


def test_a_paper_that_was_refused_for_good_is_forgotten(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader()
    inbox.answers[address] = replies("550 No such user")
    invoice = shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address)).id)
    assert [row["status"] for row in settled(mailing, invoice.id)] == ["failed"]
    assert query(mailing, _PAPERS, invoice.id) == []
