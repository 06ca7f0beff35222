"""Mails as they leave: what they say, that each leaves once, and what a bad mail server can and cannot do."""

import io
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.builders import Shop, refused
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.rooms.webhooks.receiver import eventually, listening, status
from tests.stories.inbox import Answering, Inbox, replies, take_and_close, take_and_hang, taking_mail
from tests.stories.psql import due_now, mails_of, query, settled_mail

JANUARY_1_2100 = 4_102_444_800
INSTRUCTIONS = "IBAN DE02 1203 0000 0000 2020 51"
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with taking_mail(Inbox()) as found:
        yield found


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Server]:
    """A server that mails through the inbox, and waits three seconds for it."""
    running = start_server(tmp_path_factory.mktemp("mail") / "data", BILLHOOK_SMTP_URL=f"{inbox.url}?timeout=3")
    try:
        run_billhook(running, "settings", "set", "business_name", "Studio Nordlicht")
        run_billhook(running, "settings", "set", "payment_instructions", INSTRUCTIONS)
        yield running
    finally:
        stop_server(running)


@pytest.fixture
def shop(mailing: Server) -> Shop:
    return Shop(mailing.client)


def reader(inbox: Inbox | None = None, answering: Answering | None = None) -> str:
    """An address that no other test uses; its mail is taken, or answered in this way."""
    address = f"payer{next(_numbers)}@example.com"
    if inbox is not None and answering is not None:
        inbox.answers[address] = answering
    return address


def sent_to(shop: Shop, address: str, **given: Any) -> Any:
    """An invoice over 120.00 that was sent to this address."""
    return shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address), **given).id)


def text_of(mail: EmailMessage, kind: str) -> str:
    """The words of one body, `plain` or `html`."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def pdf_of(mail: EmailMessage) -> tuple[str, str]:
    """The file name and the words of the one attachment."""
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(attachment.get_content())).pages
    return attachment.get_filename() or "", "\n".join(page.extract_text() for page in pages)


def test_the_mail_says_what_is_owed_by_when_and_how_to_pay(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader()
    customer = shop.customer(email=address)
    draft = shop.draft(100_000, customer, due_date=JANUARY_1_2100)
    shop.item(draft, 23_450, description="Hosting")
    sent = shop.v1.invoices.send_invoice(draft.id)
    (mail,) = inbox.wait_for(address)
    assert mail["Subject"] == f"[TEST] Invoice {sent.number} from Studio Nordlicht"
    assert mail["To"].addresses[0].display_name == "Jenny Rosen"
    # 1,000.00 and 234.50.
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        for wanted in ("$1,234.50 due January 1, 2100", sent.number, "Hosting", "$234.50", INSTRUCTIONS):
            assert wanted in words, (kind, wanted)
        page = sent.hosted_invoice_url.partition("?")[0]
        assert page in words
        # No processor takes money here, so no mail promises that the page does.
        assert "Pay this invoice" not in words
    hosted = mailing.request("GET", page.removeprefix(mailing.url), key=None)
    assert (hosted.status, sent.number in hosted.body.decode()) == (200, True)
    name, printed = pdf_of(mail)
    assert name == f"Invoice-{sent.number}.pdf"
    for wanted in (sent.number, "$1,000.00", "$234.50", "$1,234.50", "January 1, 2100", "Test without real money"):
        assert wanted in printed, wanted
    # Once: the row is settled with what the server said, and nothing waits any more.
    row = settled_mail(mailing, sent.id, "sent")
    assert (row["attempts"], row["next_attempt_at"], row["outcome"]) == (1, None, "Queued as 4711")
    assert str(mail["Message-ID"]) == f"<{row['id']}@localhost>"
    assert inbox.offered[address] == 1


def test_a_name_that_spells_a_header_stays_a_name(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    # CVE-2024-6923: decoded, this is a line end, a header, and the beginning of a body.
    name = "=?utf-8?q?X=0D=0AReply-To:_evil=40e.com=0D=0A=0D=0Atext?="
    broken_up = "= ?utf-8?q?X=0D=0AReply-To:_evil=40e.com=0D=0A=0D=0Atext?="
    address = reader()
    run_billhook(mailing, "settings", "set", "business_name", name)
    try:
        sent = shop.v1.invoices.send_invoice(shop.draft(customer=shop.customer(email=address, name=name)).id)
        (mail,) = inbox.wait_for(address)
    finally:
        run_billhook(mailing, "settings", "set", "business_name", "Studio Nordlicht")
    expected = "Auto-Submitted Content-Type Date From MIME-Version Message-ID Subject To"
    assert sorted(mail.keys()) == expected.split(" ")
    assert mail["Subject"] == f"[TEST] Invoice {sent.number} from {broken_up}"
    assert mail["To"].addresses[0].addr_spec == address
    for header in ("To", "From"):
        assert mail[header].addresses[0].display_name == broken_up
    assert name in text_of(mail, "plain")
    assert pdf_of(mail)[0] == f"Invoice-{sent.number}.pdf"


def test_each_send_is_a_mail_of_its_own(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader()
    sent = sent_to(shop, address)
    shop.v1.invoices.send_invoice(sent.id, {}, {"idempotency_key": f"again-{sent.id}"})
    # The same request with its key asks for nothing new.
    shop.v1.invoices.send_invoice(sent.id, {}, {"idempotency_key": f"again-{sent.id}"})
    eventually(lambda: [m["status"] for m in mails_of(mailing, sent.id)] == ["sent", "sent"], "two mails to leave")
    assert len({mail["Message-ID"] for mail in inbox.to(address)}) == len(inbox.to(address)) == 2


def test_the_mail_of_a_paid_invoice_asks_for_nothing(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader()
    paid = shop.invoice("paid", customer=shop.customer(email=address))
    shop.v1.invoices.send_invoice(paid.id)
    (mail,) = inbox.wait_for(address)
    assert paid.number in mail["Subject"]
    for kind in ("plain", "html"):
        words = text_of(mail, kind)
        assert paid.number in words
        for unwanted in (" due", "Pay ", "pay ", "How to pay", INSTRUCTIONS):
            assert unwanted not in words, (kind, unwanted)
    assert "$120.00" in pdf_of(mail)[1]


def test_without_a_mail_server_the_mail_is_kept_in_the_outbox(server: Server) -> None:
    shop, address = Shop(server.client), "outbox@example.com"
    sent = sent_to(shop, address)
    row = settled_mail(server, sent.id, "sent")
    file = Path(row["outcome"].removeprefix("kept in "))
    assert (file.parent, file.suffix) == (server.data_dir / "outbox", ".eml")
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (mail["To"].addresses[0].addr_spec, sent.number in mail["Subject"]) == (address, True)
    assert "$120.00" in pdf_of(mail)[1]
    # Handed over twice, as after a crash, it is the same file.
    query(server, "UPDATE invoice_mails SET status = 'sending', next_attempt_at = 1 WHERE id = $1", row["id"])
    again = settled_mail(server, sent.id, "sent")
    assert (again["attempts"], again["outcome"]) == (2, row["outcome"])
    assert sum(address in f.read_text() for f in file.parent.glob("*.eml")) == 1


def deferred_mail(server: Server, invoice: str, attempts: int) -> Any:
    """The one mail of an invoice, once it waits again after this many attempts."""

    def waits() -> bool:
        return [(m["status"], m["attempts"]) for m in mails_of(server, invoice)] == [("queued", attempts)]

    eventually(waits, f"attempt {attempts} to be deferred")
    return mails_of(server, invoice)[0]


def test_not_now_is_tried_again_on_schedule(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader(inbox, replies("451 Try again later", "421 Closing", "250 Queued as 9"))
    sent = sent_to(shop, address)
    # One minute after the first failure, five after the second (invoices/rules/mailing.py).
    for attempts, gap, said in ((1, 60, "451 Try again later"), (2, 300, "421 Closing")):
        row = deferred_mail(mailing, sent.id, attempts)
        assert gap - 10 <= row["next_attempt_at"] - int(time.time()) <= gap
        assert row["outcome"] == said
        assert inbox.offered[address] == attempts
        due_now(mailing, sent.id)
    row = settled_mail(mailing, sent.id, "sent")
    assert (row["attempts"], row["outcome"], len(inbox.to(address))) == (3, "Queued as 9", 1)


def test_after_two_days_it_is_given_up(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader(inbox, replies("451 Try again later"))
    sent = sent_to(shop, address)
    deferred_mail(mailing, sent.id, 1)
    # Seven retries in all; six of them are taken as made.
    query(mailing, "UPDATE invoice_mails SET attempts = 7, next_attempt_at = 1 WHERE invoice = $1", sent.id)
    row = settled_mail(mailing, sent.id, "failed")
    assert (row["attempts"], row["next_attempt_at"], row["outcome"]) == (8, None, "451 Try again later")
    assert inbox.offered[address] == 2


def test_an_invoice_that_was_voided_before_its_mail_left_is_not_mailed(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader(inbox, replies("451 Try again later", "250 Queued"))
    sent = sent_to(shop, address)
    deferred_mail(mailing, sent.id, 1)
    shop.v1.invoices.void_invoice(sent.id)
    due_now(mailing, sent.id)
    row = settled_mail(mailing, sent.id, "failed")
    assert row["outcome"] == "the invoice was voided before its mail was sent"
    assert inbox.to(address) == []


def test_in_test_mode_no_invented_account_stands_beside_the_instructions(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader()
    settings = {"payment_method_types": ["customer_balance"]}
    sent = sent_to(shop, address, currency="eur", payment_settings=settings)
    (mail,) = inbox.wait_for(address)
    for words in (text_of(mail, "plain"), text_of(mail, "html"), pdf_of(mail)[1]):
        assert INSTRUCTIONS in words
        assert words.count("IBAN") == 1
    page = mailing.request("GET", sent.hosted_invoice_url.removeprefix(mailing.url), key=None).body.decode()
    assert (INSTRUCTIONS in page, page.count("IBAN")) == (True, 1)


def test_no_is_no(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    address = reader(inbox, replies("550 No such mailbox"))
    sent = sent_to(shop, address)
    row = settled_mail(mailing, sent.id, "failed")
    assert (row["attempts"], row["next_attempt_at"], row["outcome"]) == (1, None, "550 No such mailbox")
    # The invoice is open and owed all the same, and can be sent again.
    assert shop.v1.invoices.retrieve(sent.id).status == "open"
    inbox.answers[address] = replies("250 OK")
    shop.v1.invoices.send_invoice(sent.id)
    inbox.wait_for(address)


def log_of(server: Server, since: int, mail: str) -> list[str]:
    """The lines that the server wrote of a mail since its log had so many characters."""
    text = server.data_dir.with_name(f"{server.data_dir.name}.log").read_text()[since:]
    assert "Traceback" not in text
    return [line for line in text.splitlines() if mail in line]


def test_each_attempt_that_fails_is_one_line_in_the_log(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    since = len(mailing.data_dir.with_name(f"{mailing.data_dir.name}.log").read_text())
    address = reader(inbox, replies("451 Try again later", "550 No such mailbox"))
    sent = sent_to(shop, address)
    first = deferred_mail(mailing, sent.id, 1)
    due_now(mailing, sent.id)
    settled_mail(mailing, sent.id, "failed")
    eventually(lambda: len(log_of(mailing, since, first["id"])) == 2, "a line for each attempt")
    later, never = log_of(mailing, since, first["id"])
    assert f"invoice='{sent.id}' status='queued' reason='451 Try again later' next_attempt='20" in later
    assert f"invoice='{sent.id}' status='failed' reason='550 No such mailbox'" in never


def test_an_address_for_answers_that_is_none_does_not_hold_up_the_mail(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader()
    draft = shop.draft(customer=shop.customer(email=address))
    shop.v1.invoices.finalize_invoice(draft.id)
    # As an older program left it: frozen with the invoice.
    query(
        mailing,
        "UPDATE invoices SET account_facts = jsonb_set(account_facts, '{email}', '\"notanemail\"') WHERE id = $1",
        draft.id,
    )
    shop.v1.invoices.send_invoice(draft.id)
    inbox.wait_for(address)
    (mail,) = inbox.to(address)
    assert mail["Reply-To"] is None
    assert "notanemail" not in mail.as_string()


@pytest.mark.parametrize("answering", [take_and_close, take_and_hang])
def test_a_mail_that_was_perhaps_taken_is_not_sent_again(
    mailing: Server, shop: Shop, inbox: Inbox, answering: Answering
) -> None:
    address = reader(inbox, answering)
    sent = sent_to(shop, address)
    row = settled_mail(mailing, sent.id, "unknown")
    assert (row["attempts"], row["next_attempt_at"]) == (1, None)
    assert (len(inbox.to(address)), inbox.offered[address]) == (1, 1)


def test_a_mail_that_was_being_handed_over_at_a_crash_is_not_sent_again(
    mailing: Server, shop: Shop, inbox: Inbox
) -> None:
    address = reader()
    sent = sent_to(shop, address)
    settled_mail(mailing, sent.id, "sent")
    # As a killed process leaves it: handed over, never settled, and its time is over.
    query(
        mailing, "UPDATE invoice_mails SET status = 'sending', next_attempt_at = 1, settled_at = NULL, outcome = NULL, "
        "taken = '{}' WHERE invoice = $1", sent.id,
    )  # fmt: skip
    row = settled_mail(mailing, sent.id, "unknown")
    assert row["outcome"] == "the server stopped while this mail was being handed over; it may have left or not"
    assert inbox.offered[address] == 1
    # A person may send it again.
    shop.v1.invoices.send_invoice(sent.id)
    inbox.wait_for(address, 2)


def test_a_customer_without_an_address_gets_nothing_and_nothing_changes(mailing: Server, shop: Shop) -> None:
    customer = shop.customer(email=reader())
    draft = shop.draft(customer=customer)
    shop.v1.customers.update(customer.id, {"email": ""})
    before, history = shop.v1.invoices.retrieve(draft.id), shop.history(draft.id)
    with refused(
        "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid "
        "email."
    ):
        shop.v1.invoices.send_invoice(draft.id)
    assert shop.v1.invoices.retrieve(draft.id) == before
    assert before.status == "draft"
    assert shop.history(draft.id) == history
    assert mails_of(mailing, draft.id) == []


def test_switched_off_mails_are_recorded_and_stay_here(mailing: Server, shop: Shop, inbox: Inbox) -> None:
    run_billhook(mailing, "settings", "set", "mail_enabled", "false")
    try:
        address = reader()
        sent = sent_to(shop, address)
        row = settled_mail(mailing, sent.id, "failed")
    finally:
        run_billhook(mailing, "settings", "set", "mail_enabled", "true")
    assert (row["attempts"], row["outcome"]) == (0, "mail is switched off (setting mail_enabled)")
    assert shop.history(sent.id)[-1] == "invoice.sent"
    shop.v1.invoices.send_invoice(sent.id)
    inbox.wait_for(address)
    assert inbox.offered[address] == 1


class Silence:
    """A mail server that takes connections and never says a word."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.callers: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                self.callers.append(self.listener.accept()[0])
            except OSError:
                return

    def close(self) -> None:
        for each in (self.listener, *self.callers):
            each.close()


def test_a_silent_mail_server_delays_neither_webhooks_nor_requests(tmp_path: Path) -> None:
    silence = Silence()
    server = start_server(tmp_path / "data", BILLHOOK_SMTP_URL=silence.url)
    try:
        with listening() as receiver:
            shop = Shop(server.client)
            sent = shop.invoice("open")
            # More than may be handed over, or held for it, at a time.
            for _ in range(50):
                shop.v1.invoices.send_invoice(sent.id)
            eventually(lambda: len(silence.callers) >= 16, "the mail server to be asked")
            url = receiver.at("/hook", status(200))
            shop.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.created"]})
            asked: dict[str, float] = {}
            answered: list[float] = []
            for _ in range(30):
                began = time.monotonic()
                asked[shop.customer().id] = began
                answered.append(time.monotonic() - began)
            late = [
                request.at - next(began for customer, began in asked.items() if customer.encode() in request.body)
                for request in receiver.wait_for("/hook", 30)
            ]
        assert max(answered) < 2
        assert max(late) < 2
        # It was silent all the while: no mail has left, none was given up.
        assert {m["status"] for m in mails_of(server, sent.id)} == {"sending", "queued"}
    finally:
        stop_server(server)
        silence.close()
    # Neither does it keep the server from ending in peace.
    assert server.process.returncode == 0
