"""Copies of mails: one message for everybody, and nobody's refusal stops the others or brings it twice."""

import itertools
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import dkim
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.mail.keys import key_file
from tests.pages.dashboard.signed_in import Visitor, owner_of
from tests.rooms.webhooks.receiver import eventually
from tests.stories.inbox import Inbox, taking_mail
from tests.stories.psql import due_now, query

from billhook.mail.signing import signer_of
from billhook.settings import Settings

_MAILS = "SELECT status, outcome, recipient, cc, bcc, taken, refused FROM invoice_mails WHERE invoice = $1 ORDER BY id"
ARCHIVE = "archive@studio.example"
_numbers = itertools.count(1)


class Post(Inbox):
    """A mail server that answers each address for itself, and keeps each message with its envelope."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[str, list[str]] = {}
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies[address].pop(0) if self.replies.get(address) else "250 OK"
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.letters.append((list(envelope.rcpt_tos), envelope.content))
        return "250 Queued as 4711"

    def to(self, recipient: str) -> list[EmailMessage]:
        """Every message that was taken for an address."""
        return [
            message_from_bytes(content, policy=policy.default)
            for addresses, content in self.letters
            if recipient in addresses
        ]


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    with taking_mail(Post()) as found:
        assert isinstance(found, Post)
        yield found


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    key: Path = key_file(tmp_path_factory.mktemp("keys"), "ed25519")
    return {"dkim_domain": "studio.example", "dkim_selector": "billhook", "dkim_key_file": str(key)}


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory, post: Post, signing: dict[str, str]) -> Iterator[Server]:
    """A server that mails through the post office and signs what it sends. Every mail has a blind copy."""
    running = start_server(
        tmp_path_factory.mktemp("copies") / "data",
        BILLHOOK_SMTP_URL=f"{post.url}?timeout=3",
        BILLHOOK_MAIL_FROM="Studio <billing@studio.example>",
        **{f"BILLHOOK_{name.upper()}": value for name, value in signing.items()},
    )
    try:
        run_billhook(running, "settings", "set", "mail_bcc", ARCHIVE)
        yield running
    finally:
        stop_server(running)


@pytest.fixture
def shop(mailing: Server) -> Shop:
    return Shop(mailing.client)


@pytest.fixture
def owner(mailing: Server) -> Visitor:
    return owner_of(mailing)


def address() -> str:
    """One that no other test uses."""
    return f"reader{next(_numbers)}@example.com"


def with_copies(shop: Shop, owner: Visitor, copies: str) -> tuple[Any, str]:
    """A customer whose mails have copies, and the customer's own address."""
    to = address()
    customer = shop.customer(email=to)
    assert owner.send(f"/customers/{customer.id}/mail-copies", {"addresses": copies}).status == 303
    return customer, to


def settled(server: Server, invoice: str, number: int = 1) -> list[Any]:
    """The mails of an invoice, once this many are there and none is on its way."""

    def done() -> bool:
        rows = query(server, _MAILS, invoice)
        return len(rows) == number and all(row["status"] not in ("queued", "sending") for row in rows)

    eventually(done, "mails to settle")
    return query(server, _MAILS, invoice)


def test_one_signed_message_goes_to_everybody_and_blind_copies_stay_blind(
    mailing: Server, shop: Shop, owner: Visitor, post: Post, signing: dict[str, str]
) -> None:
    books = address()
    customer, to = with_copies(shop, owner, f"{books}, {books.upper()}")
    draft = shop.draft(customer=customer)
    sent = shop.v1.invoices.send_invoice(draft.id)
    (row,) = settled(mailing, sent.id)
    assert (row["status"], row["outcome"]) == ("sent", "Queued as 4711")
    ((recipients, content),) = [each for each in post.letters if to in each[0]]
    assert recipients == [to, books, ARCHIVE]
    (mail,) = post.to(ARCHIVE)[-1:]
    assert (mail["To"].addresses[0].addr_spec, str(mail["Cc"]), mail["Bcc"]) == (to, books, None)
    assert ARCHIVE.encode() not in content
    signer = signer_of(Settings(**signing))
    assert signer is not None
    record = signer.record.encode()
    assert dkim.verify(content, dnsfunc=lambda name, timeout=5: record)
    # The API does not know of it.
    assert books not in str(shop.v1.customers.retrieve(customer.id)) + str(shop.v1.invoices.retrieve(sent.id))
    # What is changed later changes no mail that was asked for: one that is sent again goes to the same addresses.
    owner.send(f"/customers/{customer.id}/mail-copies", {"addresses": ""})
    (first,) = query(mailing, "SELECT id FROM invoice_mails WHERE invoice = $1", sent.id)
    question = owner.get(f"/invoices/{sent.id}/mails/{first['id']}/send-again")
    assert f"Sends to {to}, {books}, as the mail before." in question.page.text
    assert owner.send(f"/invoices/{sent.id}/mails/{first['id']}/send-again").status == 303
    assert list(settled(mailing, sent.id, 2)[1]["taken"]) == [to, books, ARCHIVE]
    shop.v1.invoices.send_invoice(sent.id)
    assert list(settled(mailing, sent.id, 3)[2]["taken"]) == [to, ARCHIVE]


def test_who_is_refused_stops_nobody_and_is_written_down(
    mailing: Server, shop: Shop, owner: Visitor, post: Post
) -> None:
    gone = address()
    customer, to = with_copies(shop, owner, gone)
    post.replies[gone] = ["550 No such mailbox"]
    sent = shop.v1.invoices.send_invoice(shop.draft(customer=customer).id)
    (row,) = settled(mailing, sent.id)
    assert row["status"] == "sent"
    assert row["outcome"] == f"Queued as 4711; not taken for {gone}: 550 No such mailbox"
    assert (list(row["taken"]), list(row["refused"])) == ([to, ARCHIVE], [f"{gone} 550 No such mailbox"])
    assert f"not taken for {gone}: 550 No such mailbox" in owner.get(f"/invoices/{sent.id}").page.text


def test_who_is_put_off_is_asked_for_again_alone(mailing: Server, shop: Shop, owner: Visitor, post: Post) -> None:
    books = address()
    customer, to = with_copies(shop, owner, books)
    post.replies[to] = ["451 Greylisted"]
    sent = shop.v1.invoices.send_invoice(shop.draft(customer=customer).id)
    eventually(lambda: query(mailing, _MAILS, sent.id)[0]["outcome"] is not None, "the first answer")
    (row,) = query(mailing, _MAILS, sent.id)
    assert (row["status"], row["outcome"]) == ("queued", f"451 Greylisted; taken for {books}, {ARCHIVE}")
    due_now(mailing, sent.id)
    (row,) = settled(mailing, sent.id)
    assert (row["status"], row["outcome"]) == ("sent", "Queued as 4711")
    first, second = ([each for each in post.letters if who in each[0]] for who in (books, to))
    assert [addresses for addresses, _ in first + second] == [[books, ARCHIVE], [to]]
    assert first[0][1] == second[0][1]  # one message, with one Message-ID


def test_a_mail_that_its_recipient_has_is_sent_whatever_becomes_of_its_copies(
    mailing: Server, shop: Shop, owner: Visitor, post: Post
) -> None:
    books = address()
    customer, to = with_copies(shop, owner, books)
    post.replies[books] = ["451 Later"]
    sent = shop.v1.invoices.send_invoice(shop.draft(customer=customer).id)
    eventually(lambda: query(mailing, _MAILS, sent.id)[0]["outcome"] is not None, "the first answer")
    shop.v1.invoices.void_invoice(sent.id)
    due_now(mailing, sent.id)
    (row,) = settled(mailing, sent.id)
    assert (row["status"], row["outcome"]) == ("sent", "the invoice was voided before its mail was sent")
    assert (len(post.to(to)), post.to(books)) == (1, [])
