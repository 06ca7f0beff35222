"""Mail on its way: to a real SMTP server on this machine, or into the outbox."""

import asyncio
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from tests.mail.invoice_mail import a_mail

from billhook.mail.message import Mailbox, compose
from billhook.mail.transport import (
    MailDeferred,
    MailRefused,
    NotTaken,
    OutboxTransport,
    SmtpTransport,
    Taken,
    transport_for,
)


class Inbox:
    """The outer world: keeps what it takes, and answers as it is told to."""

    def __init__(self, **replies: str) -> None:
        self.replies = replies
        self.taken: list[Envelope] = []

    async def handle_MAIL(  # noqa: N802 - the server's name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.replies.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.replies.get("rcpt", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.replies.get("data", "250 Queued as 4711")
        if reply.startswith("2"):
            self.taken.append(envelope)
        return reply


class _Anywhere(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[str]:
    controller = _Anywhere(inbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{controller.port}"
    finally:
        controller.stop()


def send(transport: SmtpTransport | OutboxTransport, **given: object) -> str:
    mail = a_mail(**given)
    recipients = [mail.recipient.address, *mail.cc]
    return asyncio.run(transport.send(compose(mail), sender=mail.sender.address, recipients=recipients)).reply


def test_a_mail_arrives_as_it_was_written_and_the_reply_is_kept() -> None:
    inbox = Inbox()
    with serving(inbox) as server:
        reply = send(SmtpTransport(f"smtp://{server}"))
    assert reply == "Queued as 4711"
    (envelope,) = inbox.taken
    assert envelope.mail_from == "billing@nordlicht.example"
    assert envelope.rcpt_tos == ["ada@lovelace.example"]
    assert envelope.content == compose(a_mail()).as_bytes()


def test_a_real_pdf_arrives_whole() -> None:
    inbox = Inbox()
    pdf = bytes(range(256)) * 800
    with serving(inbox) as server:
        send(SmtpTransport(f"smtp://{server}"), pdf=pdf)
    assert inbox.taken[0].content == compose(a_mail(pdf=pdf)).as_bytes()


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("550 No such mailbox", MailRefused), ("451 Try again later", MailDeferred)],
)
def test_a_no_for_ever_and_a_no_for_now_are_told_apart(
    step: str, reply: str, outcome: type[MailRefused | MailDeferred]
) -> None:
    with serving(Inbox(**{step: reply})) as server, pytest.raises(outcome) as raised:
        send(SmtpTransport(f"smtp://{server}"))
    assert isinstance(raised.value, MailRefused | MailDeferred)
    assert raised.value.code == int(reply[:3])
    assert raised.value.reply == reply[4:]


class _Choosing(Inbox):
    """Answers each recipient in its own way."""

    def __init__(self, **answers: str) -> None:
        super().__init__()
        self.answers = answers

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.answers.get(address.partition("@")[0], "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply


def offer(inbox: Inbox, *recipients: str) -> Taken:
    with serving(inbox) as server:
        transport = SmtpTransport(f"smtp://{server}")
        return asyncio.run(transport.send(compose(a_mail()), sender="a@x.example", recipients=recipients))


def test_one_message_leaves_for_those_who_are_taken_and_the_others_are_told_apart() -> None:
    inbox = _Choosing(never="550 Unknown", later="451 Later")
    taken = offer(inbox, "ada@x.example", "never@x.example", "later@x.example", "bob@x.example")
    assert taken.reply == "Queued as 4711"
    assert {address: (type(error), str(error)) for address, error in taken.refused.items()} == {
        "never@x.example": (MailRefused, "550 Unknown"),
        "later@x.example": (MailDeferred, "451 Later"),
    }
    (envelope,) = inbox.taken
    assert envelope.rcpt_tos == ["ada@x.example", "bob@x.example"]


@pytest.mark.parametrize(
    ("recipients", "outcome"),
    [(["never@x.example", "later@x.example"], MailDeferred), (["never@x.example", "never@y.example"], MailRefused)],
)
def test_a_mail_that_nobody_gets_says_so_of_each(recipients: list[str], outcome: type[NotTaken]) -> None:
    inbox = _Choosing(never="550 Unknown", later="451 Later")
    with pytest.raises(outcome) as raised:
        offer(inbox, *recipients)
    assert isinstance(raised.value, NotTaken)
    assert list(raised.value.each) == recipients
    assert type(raised.value.each["never@x.example"]) is MailRefused
    assert inbox.taken == []


def test_a_server_that_is_not_there_defers() -> None:
    with serving(Inbox()) as server:
        pass
    with pytest.raises(MailDeferred):
        send(SmtpTransport(f"smtp://{server}"))


def test_a_server_that_says_nothing_defers_within_the_limit() -> None:
    async def against_silence() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            transport = SmtpTransport(f"smtp://127.0.0.1:{port}?timeout=0.3")
            with pytest.raises(MailDeferred):
                await transport.send(compose(a_mail()), sender="a@x.example", recipients=["b@x.example"])

    asyncio.run(asyncio.wait_for(against_silence(), 10))


def test_a_server_that_hangs_after_taking_the_mail_has_taken_it() -> None:
    class Hanging(Inbox):
        async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            await asyncio.sleep(5)
            return "221 Bye"

    inbox = Hanging()
    with serving(inbox) as server:
        assert send(SmtpTransport(f"smtp://{server}")) == "Queued as 4711"
    assert len(inbox.taken) == 1


class _OnlyAda:
    def __call__(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = getattr(data, "login", b"") == b"ada" and getattr(data, "password", b"") == b"p@ss/word"
        return AuthResult(success=right, handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_credentials_from_the_url_are_used() -> None:
    inbox = Inbox()
    options = {"authenticator": _OnlyAda(), "auth_required": True, "auth_require_tls": False}
    with serving(inbox, **options) as server:
        send(SmtpTransport(f"smtp://ada:p%40ss%2Fword@{server}"))
    assert len(inbox.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_wrong_credentials_defer_because_the_mail_is_not_at_fault() -> None:
    options = {"authenticator": _OnlyAda(), "auth_required": True, "auth_require_tls": False}
    with serving(Inbox(), **options) as server, pytest.raises(MailDeferred) as raised:
        send(SmtpTransport(f"smtp://ada:wrong@{server}"))
    assert raised.value.code == 535


def test_where_encryption_is_asked_for_nothing_goes_out_in_the_clear() -> None:
    inbox = Inbox()
    with serving(inbox) as server, pytest.raises(MailDeferred):
        send(SmtpTransport(f"smtp://{server}?starttls=always"))
    assert inbox.taken == []


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption", "timeout_seconds"),
    [
        ("smtp://mail.example", "mail.example", 587, "auto", 20.0),
        ("smtp://mail.example:25?starttls=never&timeout=5", "mail.example", 25, "never", 5.0),
        ("smtp://u:p@mail.example", "mail.example", 587, "always", 20.0),
        ("smtp://u:p@mail.example?starttls=auto", "mail.example", 587, "auto", 20.0),
        ("smtp://u:p@localhost:1025", "localhost", 1025, "auto", 20.0),
        ("smtp+starttls://mail.example", "mail.example", 587, "always", 20.0),
        ("smtps://u:p@mail.example", "mail.example", 465, "from the start", 20.0),
        ("smtp://[::1]:2525", "::1", 2525, "auto", 20.0),
    ],
)
def test_what_a_url_means(url: str, host: str, port: int, encryption: str, timeout_seconds: float) -> None:
    transport = SmtpTransport(url)
    assert (transport.host, transport.port) == (host, port)
    assert (transport.encryption, transport.timeout_seconds) == (encryption, timeout_seconds)


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://", "mail.example", "smtp://h?starttls=maybe"])
def test_what_is_no_smtp_url_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match=r"SMTP URL|starttls"):
        SmtpTransport(url)


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(SmtpTransport("smtp://ada:secret@mail.example"))


@pytest.mark.parametrize("address", ["", "a@x.example>\r\nRCPT TO:<b@x.example", "a@x.example b", "a\x00@x"])
@pytest.mark.parametrize("role", ["sender", "recipient"])
def test_an_envelope_address_can_say_nothing_more(role: str, address: str) -> None:
    inbox = Inbox()
    sender, recipients = (address, ["b@x.example"]) if role == "sender" else ("a@x.example", ["b@x.example", address])
    with serving(inbox) as server, pytest.raises(ValueError, match="envelope"):
        asyncio.run(SmtpTransport(f"smtp://{server}").send(compose(a_mail()), sender=sender, recipients=recipients))
    assert inbox.taken == []


def test_an_address_beyond_ascii_arrives_where_the_server_knows_smtputf8() -> None:
    inbox = Inbox()
    with serving(inbox, enable_SMTPUTF8=True) as server:
        send(SmtpTransport(f"smtp://{server}"), recipient=Mailbox("用户", "用户@例え.example"))
    assert inbox.taken[0].rcpt_tos == ["用户@xn--r8jz45g.example"]
    assert "SMTPUTF8" in inbox.taken[0].mail_options


def test_an_address_beyond_ascii_is_refused_where_it_does_not() -> None:
    with serving(Inbox(), enable_SMTPUTF8=False) as server, pytest.raises(MailRefused, match="SMTPUTF8"):
        send(SmtpTransport(f"smtp://{server}"), recipient=Mailbox("用户", "用户@x.example"))


def test_without_a_server_mail_is_kept_in_the_outbox(tmp_path: Path) -> None:
    transport = transport_for(None, tmp_path)
    assert isinstance(transport, OutboxTransport)
    reply = send(transport)
    (kept,) = (tmp_path / "outbox").iterdir()
    assert kept.name.startswith("20261122T000000Z-inmail_1-")
    assert kept.suffix == ".eml"
    assert str(kept) in reply
    assert kept.read_bytes() == compose(a_mail()).as_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_same_mail_twice_is_one_file_and_another_is_another(tmp_path: Path) -> None:
    transport = OutboxTransport(tmp_path)
    send(transport)
    send(transport)
    assert len(list(tmp_path.iterdir())) == 1
    send(transport, message_id="<inmail.1@nordlicht.example>")
    assert len(list(tmp_path.iterdir())) == 2


def test_an_outbox_that_cannot_be_written_defers(tmp_path: Path) -> None:
    in_the_way = tmp_path / "outbox"
    in_the_way.write_text("not a folder")
    with pytest.raises(MailDeferred, match="outbox"):
        send(OutboxTransport(in_the_way))


def test_a_server_in_the_settings_is_used(tmp_path: Path) -> None:
    assert isinstance(transport_for("smtp://127.0.0.1:1", tmp_path), SmtpTransport)
