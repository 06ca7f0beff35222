"""Calls to a mailbox that is read for reports: to a server on this machine that behaves well, or does not."""

import asyncio
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.mail.imap_server import FakeMailbox, serving

from billhook.mail_returns import calling
from billhook.mail_returns.calling import MAILS_MAX, Found, MailboxUnreachable
from billhook.mail_returns.objects import Bookmark
from billhook.mail_returns.rules.mailbox_url import mailbox_of
from billhook.mail_returns.rules.reports import READ_BYTES_MAX


@pytest.fixture
def fake() -> Iterator[FakeMailbox]:
    """A mailbox that behaves well until a test tells it otherwise."""
    with serving(FakeMailbox()) as running:
        yield running


_NEW = Bookmark()


def read(fake: FakeMailbox, known: Bookmark = _NEW) -> Found:
    return asyncio.run(calling.read(mailbox_of(fake.url()), known))


def mark(fake: FakeMailbox, *uids: int, query: str = "", uidvalidity: int = 7) -> None:
    asyncio.run(calling.mark(mailbox_of(fake.url(query)), uidvalidity, uids))


def test_unseen_mails_are_read_and_stay_unseen(fake: FakeMailbox) -> None:
    first, second, third = (fake.put(content) for content in (b"one\r\n", b"two)\r\n{9}\r\n", b""))
    fake.flags[second].add("\\Seen")
    assert read(fake) == Found([(first, b"one\r\n"), (third, b"")], Bookmark(7, 3), is_all=True)
    assert fake.seen() == [second]
    assert not any(command.startswith(("SELECT", "UID STORE")) for command in fake.asked)


def test_a_mail_that_was_looked_at_is_not_read_again(fake: FakeMailbox) -> None:
    fake.put(b"one")
    reached = read(fake).reached
    assert read(fake, reached).mails == []
    later = fake.put(b"two")
    assert read(fake, reached).mails == [(later, b"two")]
    # Another UIDVALIDITY gives the uids to other mails (RFC 3501 §2.3.1.1).
    fake.uidvalidity = 8
    assert read(fake, reached) == Found([(1, b"one"), (2, b"two")], Bookmark(8, 2), is_all=True)


def test_a_call_brings_a_bounded_number_of_bounded_mails(fake: FakeMailbox) -> None:
    fake.put(b"x" * (READ_BYTES_MAX + 1))
    for _ in range(MAILS_MAX):
        fake.put(b"small")
    found = read(fake)
    assert (len(found.mails), len(found.mails[0][1]), found.is_all) == (MAILS_MAX, READ_BYTES_MAX, False)
    rest = read(fake, found.reached)
    assert ([uid for uid, _ in rest.mails], rest.is_all) == ([MAILS_MAX + 1], True)


def test_a_folder_of_millions_is_searched_a_part_at_a_time(fake: FakeMailbox) -> None:
    fake.uidnext = 5_000_000
    found = read(fake)
    assert (found.mails, found.is_all) == ([], False)
    assert 0 < found.reached.uid < 5_000_000
    last = fake.put(b"one")
    assert read(fake, Bookmark(7, 4_990_000)).mails == [(last, b"one")]


def test_mails_are_marked_and_moved_by_the_means_that_the_server_has(fake: FakeMailbox) -> None:
    uids = [fake.put(content) for content in (b"one", b"two", b"three")]
    mark(fake, *uids[:2], uidvalidity=6)
    assert fake.seen() == []
    mark(fake, *uids[:2])
    assert (fake.seen(), fake.moved) == (uids[:2], {})
    mark(fake, uids[0], query="?move=Old%20reports")
    assert (list(fake.mails), fake.moved) == (uids[1:], {"Old reports": [b"one"]})
    for capabilities, left in (("IMAP4rev1 AUTH=PLAIN UIDPLUS", [uids[2]]), ("IMAP4rev1", [uids[2]])):
        fake.capabilities = capabilities
        mark(fake, uids[1] if len(fake.mails) == 2 else uids[2], query="?move=Done")
        assert list(fake.mails) == left
    assert fake.moved["Done"] == [b"two", b"three"]
    # Without UIDPLUS, only all deleted mails could be removed at once, also those of others.
    assert fake.flags[uids[2]] == {"\\Seen", "\\Deleted"}
    assert read(fake).mails == []


def test_a_server_without_sasl_gets_the_password_as_a_quoted_text(fake: FakeMailbox) -> None:
    fake.capabilities = "IMAP4rev1"
    fake.put(b"one")
    assert len(read(fake).mails) == 1
    fake.capabilities = "IMAP4rev1 LOGINDISABLED"
    with pytest.raises(MailboxUnreachable, match="no login with a password"):
        read(fake)


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 AUTH=PLAIN"])
def test_what_fails_is_told_without_the_password(fake: FakeMailbox, capabilities: str) -> None:
    fake.capabilities = capabilities
    mailbox = mailbox_of(fake.url().replace("%5C", "%2F"))
    with pytest.raises(MailboxUnreachable, match="NO wrong password") as told:
        asyncio.run(calling.read(mailbox, Bookmark()))
    assert "se" not in str(told.value).replace("answers", "").replace("server", "")
    assert "cret" not in repr(mailbox)


ENDLESS: dict[str, tuple[str, bytes]] = {
    "a line": ("UID SEARCH", b"* SEARCH" + b" 1" * 500_000 + b"\r\n"),
    "a literal": ("UID FETCH", b"* 1 FETCH (BODY[] {4000000000}\r\n"),
    "a literal of many digits": ("UID FETCH", b"* 1 FETCH (BODY[] {" + b"9" * 40 + b"}\r\n"),
    "literals": ("UID FETCH", b"* 1 FETCH (BODY[] {100000}\r\n" + b"x" * 100_000 + b" {300000}\r\n"),
    "answers": ("UID FETCH", b"* 1 EXISTS\r\n" * 10_000),
    "a greeting": ("greeting", b"* OK" + b"x" * 1_000_000),
    "no uids": ("EXAMINE", b"TAG OK open\r\n"),
    "a goodbye": ("EXAMINE", b"* BYE out of memory\r\nTAG NO gone\r\n"),
    "rubbish": ("greeting", b"\x00\xff\r\n"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_server_that_sends_without_end_is_given_up(
    fake: FakeMailbox, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # What breaks off in the middle is waited for until the time of the call is over.
    monkeypatch.setattr(calling, "CALL_SECONDS", 0.5)
    fake.put(b"one")
    verb, said = ENDLESS[name]
    fake.says = lambda command: said if command.startswith(verb) else None
    with pytest.raises(MailboxUnreachable):
        read(fake)


@pytest.mark.parametrize("silent", ["greeting", "CAPABILITY", "AUTHENTICATE PLAIN", "UID FETCH"])
def test_a_silent_server_holds_nobody(fake: FakeMailbox, monkeypatch: pytest.MonkeyPatch, silent: str) -> None:
    fake.put(b"one")
    monkeypatch.setattr(calling, "CALL_SECONDS", 0.2)
    # An untagged line now and then is no answer.
    fake.says = lambda command: b"* OK still here\r\n" if command.startswith(silent) and silent != "greeting" else None
    if silent == "greeting":
        fake.says = lambda command: b"* OK" if command == "greeting" else None
    with pytest.raises(MailboxUnreachable, match="did not answer"):
        read(fake)


def test_nobody_listens() -> None:
    with pytest.raises(MailboxUnreachable, match="no connection"):
        asyncio.run(calling.read(mailbox_of("imap://a:b@127.0.0.1:1/"), Bookmark()))


def test_a_server_that_cannot_prove_its_name_gets_no_password(tmp_path: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "server.pem"
    key = private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    pem.write_bytes(key + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with serving(FakeMailbox(), context) as fake:
        mailbox = mailbox_of(f"imaps://a:b@localhost:{fake.port}/INBOX")
        with pytest.raises(MailboxUnreachable, match=r"no safe connection: .*CERTIFICATE"):
            asyncio.run(calling.read(mailbox, Bookmark()))
        assert fake.asked == []
