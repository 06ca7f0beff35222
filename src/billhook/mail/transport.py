"""How a mail leaves: through an SMTP server, or into the outbox folder where nothing is sent.

A transport says one of four things: `Taken` when the server took the mail for one recipient at least, `MailDeferred`
when trying again later makes sense, `MailRefused` when it does not, `MailUncertain` when nobody can know. It never
retries by itself.
"""

import asyncio
import hashlib
import math
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal, Protocol, cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib

from billhook.mail.signing import Signer

Encryption = Literal["always", "auto", "never"]

_PORTS = {"smtp": 587, "smtp+starttls": 587, "smtps": 465}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NOT_IN_AN_ENVELOPE = re.compile(r"[\s\x00-\x1f\x7f<>]")
_NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9._+-]+")
_TIMEOUT_SECONDS = 20.0
_GOODBYE_SECONDS = 1.0


class NotTaken(Exception):
    """The mail was taken for nobody. `code` is the server's, None without a reply.

    `each` says what the server has against each recipient, if it said so of each.
    """

    def __init__(self, reply: str, code: int | None = None) -> None:
        super().__init__(reply if code is None else f"{code} {reply}")
        self.reply = reply
        self.code = code
        self.each: Mapping[str, NotTaken] = {}


class MailRefused(NotTaken):
    """The mail will not be taken, now or later (5xx)."""


class MailDeferred(NotTaken):
    """The mail was not taken this time (4xx, no connection, wrong credentials); it may be tried again."""


class MailUncertain(Exception):
    """The server got the mail and gave no answer: it may have taken it or not (RFC 1047)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that left: the server's reply, and why it did not take it for some of the recipients."""

    reply: str
    refused: Mapping[str, NotTaken] = field(default_factory=dict)


class Transport(Protocol):
    """A way for mail to leave."""

    async def send(self, message: EmailMessage, *, sender: str, recipients: Sequence[str]) -> Taken:
        """Hand over one message for all recipients at once. They are different from each other, and one at least.

        Raises MailRefused or MailDeferred if it is taken for none of them, or MailUncertain.
        """
        ...


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """An SMTP server, from a URL such as smtp://user:password@host:587?starttls=always&timeout=20.

    smtps:// encrypts from the first byte (port 465); smtp+starttls:// and ?starttls=always insist on
    STARTTLS, ?starttls=auto takes it where it is offered, ?starttls=never does not ask. Without a word,
    it is "always" where a password would travel to another machine, else "auto". Raises ValueError for
    any other URL; no error shows the password.
    """

    url: str = field(repr=False)
    signer: Signer | None = None
    host: str = field(init=False)
    port: int = field(init=False)
    username: str | None = field(init=False, repr=False)
    password: str | None = field(init=False, repr=False)
    encryption: Encryption | Literal["from the start"] = field(init=False)
    timeout_seconds: float = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("an SMTP URL looks like smtp://user:password@host:587 or smtps://host")
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        for name, value in (
            ("host", parts.hostname),
            ("port", parts.port or _PORTS[parts.scheme]),
            ("username", unquote(parts.username) if parts.username else None),
            ("password", unquote(parts.password) if parts.password else None),
            ("encryption", _encryption(parts, options.get("starttls"))),
            ("timeout_seconds", _seconds(options.get("timeout", _TIMEOUT_SECONDS))),
        ):
            object.__setattr__(self, name, value)

    async def send(self, message: EmailMessage, *, sender: str, recipients: Sequence[str]) -> Taken:
        """One connection, one mail. ValueError for an address that could say more than an address."""
        for address in (sender, *recipients):
            if not address or _NOT_IN_AN_ENVELOPE.search(address):
                raise ValueError(f"not an envelope address: {address!r}")
        content = await asyncio.to_thread(_content_of, message, self.signer)
        from_address = _ascii_domain(sender)
        envelope = {_ascii_domain(recipient): recipient for recipient in recipients}
        client = self._client()
        try:
            # One limit over the whole exchange: the client's own is for each step, and a server that sends
            # a line now and then would hold a worker for minutes.
            async with asyncio.timeout(self.timeout_seconds):
                await client.connect()
                reply, refused = await _hand_over(client, content, from_address, list(envelope))
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _nobody({envelope[each.recipient]: _outcome(each) for each in error.recipients}) from error
        except aiosmtplib.SMTPException as error:
            if client.awaits_answer:
                raise MailUncertain(f"{self.host}:{self.port} did not say whether it took the mail: {error}") from error
            raise _outcome(error) from error
        except OSError as error:  # connection, TLS and time limit alike
            if client.awaits_answer:
                raise MailUncertain(f"{self.host}:{self.port} did not say in time whether it took the mail") from error
            raise MailDeferred(f"{self.host}:{self.port} {error or 'did not answer in time'}") from error
        finally:
            await _leave(client)
        return Taken(reply, {envelope[address]: _kind(code)(text, code) for address, (code, text) in refused.items()})

    async def check(self) -> None:
        """Connect and log in, and send nothing. Raises MailRefused or MailDeferred with what is wrong."""
        client = self._client()
        try:
            async with asyncio.timeout(self.timeout_seconds):
                await client.connect()
        except aiosmtplib.SMTPException as error:
            raise _outcome(error) from error
        except OSError as error:
            raise MailDeferred(f"{self.host}:{self.port} {error or 'did not answer in time'}") from error
        finally:
            await _leave(client)

    def _client(self) -> "_Client":
        from_the_start = self.encryption == "from the start"
        starttls = {"always": True, "never": False}.get(self.encryption)
        return _Client(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=from_the_start,
            start_tls=False if from_the_start else starttls,
            timeout=self.timeout_seconds,
            # The machine's own name would be looked up in the DNS, which can take seconds and tells others.
            local_hostname="localhost",
        )


class _Client(aiosmtplib.SMTP):
    """A client that knows whether the server still owes an answer to a mail's content.

    What breaks from the DATA command on may break after the server took the mail. Only its answer ends the doubt.
    """

    awaits_answer = False

    async def data(self, message: str | bytes, /, **options: Any) -> aiosmtplib.SMTPResponse:
        self.awaits_answer = True
        try:
            response = await super().data(message, **options)
        except aiosmtplib.SMTPResponseException:
            self.awaits_answer = False
            raise
        self.awaits_answer = False
        return response


def _content_of(message: EmailMessage, signer: Signer | None) -> bytes:
    """The bytes that leave. It takes milliseconds of CPU, so it has a thread."""
    content = message.as_bytes()
    return signer.signed(content) if signer is not None else content


async def _hand_over(
    client: aiosmtplib.SMTP, content: bytes, sender: str, recipients: list[str]
) -> tuple[str, Mapping[str, tuple[int, str]]]:
    """MAIL, RCPT and DATA; SMTPUTF8 only for an address that needs it, so that most servers will do.

    The reply, and code and text for each recipient that was refused.
    """
    needs_utf8 = not all(address.isascii() for address in (sender, *recipients))
    if needs_utf8 and not client.supports_extension("smtputf8"):
        raise MailRefused("the mail server does not know SMTPUTF8, which this address needs")
    options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_utf8 else []
    refused, reply = await client.sendmail(sender, recipients, content, mail_options=options)
    return reply, refused


async def _leave(client: aiosmtplib.SMTP) -> None:
    """QUIT. What became of the mail is known by now, so a goodbye that fails changes nothing."""
    with suppress(aiosmtplib.SMTPException, OSError):
        async with asyncio.timeout(_GOODBYE_SECONDS):
            await client.quit()
    client.close()


def _encryption(parts: SplitResult, wanted: str | None) -> Encryption | Literal["from the start"]:
    if parts.scheme == "smtps":
        return "from the start"
    if parts.scheme == "smtp+starttls":
        return "always"
    if wanted is None:
        return "always" if parts.password and parts.hostname not in _LOOPBACK else "auto"
    if wanted not in ("always", "auto", "never"):
        raise ValueError("starttls is always, auto or never")
    return cast(Encryption, wanted)


def _seconds(text: str | float) -> float:
    with suppress(ValueError):
        if 0 < float(text) < math.inf:
            return float(text)
    raise ValueError("timeout is a number of seconds above 0")


def _ascii_domain(address: str) -> str:
    """The address with its domain as the DNS knows it."""
    username, _, domain = address.rpartition("@")
    try:
        return f"{username}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ValueError(f"not a mail domain: {domain!r}") from error


def _outcome(error: aiosmtplib.SMTPException) -> NotTaken:
    """What the failure means for this mail, read from the code of the server's reply."""
    if isinstance(error, aiosmtplib.SMTPAuthenticationError | aiosmtplib.SMTPHeloError):
        # Says nothing about the mail: somebody mends the settings, and then it goes out.
        return MailDeferred(error.message, error.code)
    if isinstance(error, aiosmtplib.SMTPResponseException) and not isinstance(error, aiosmtplib.SMTPConnectError):
        return _kind(error.code)(error.message, error.code)
    return MailDeferred(error.message)


def _kind(code: int) -> type[NotTaken]:
    return MailRefused if 500 <= code < 600 else MailDeferred


def _nobody(each: Mapping[str, NotTaken]) -> NotTaken:
    """The mail was taken for none of the recipients: later perhaps, if the server said so of one of them."""
    said = next((error for error in each.values() if isinstance(error, MailDeferred)), next(iter(each.values())))
    nobody = type(said)(said.reply, said.code)
    nobody.each = each
    return nobody


@dataclass(frozen=True, slots=True)
class OutboxTransport:
    """Keeps mail as .eml files, named by date and Message-ID, and sends it nowhere.

    The same mail sent twice is one file. A file is there whole or not at all.
    """

    directory: Path
    signer: Signer | None = None

    async def send(self, message: EmailMessage, *, sender: str, recipients: Sequence[str]) -> Taken:
        """Write the message; the reply says where. Raises MailDeferred when it cannot be written."""
        try:
            path = await asyncio.to_thread(self._write, message)
        except OSError as error:
            raise MailDeferred(f"the outbox cannot be written: {error}") from error
        return Taken(f"kept in {path}")

    def _write(self, message: EmailMessage) -> Path:
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / _file_name(message)
        content = _content_of(message, self.signer)
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        # Invoices are nobody else's business on a machine with several users.
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return path


def _file_name(message: EmailMessage) -> str:
    """20261122T093000Z-inmail_1.eml; a hash of the whole Message-ID keeps apart what looks alike."""
    message_id = str(message["Message-ID"])
    date = parsedate_to_datetime(str(message["Date"]))
    local = _NOT_IN_A_FILE_NAME.sub("-", message_id.strip("<>").partition("@")[0])[:80]
    digest = hashlib.sha256(message_id.encode()).hexdigest()[:8]
    return f"{date:%Y%m%dT%H%M%SZ}-{local}-{digest}.eml"


def transport_for(smtp_url: str | None, data_dir: Path, signer: Signer | None = None) -> Transport:
    """The SMTP server where one is named, else the folder `outbox` beside the data. `signer` signs what leaves."""
    return SmtpTransport(smtp_url, signer) if smtp_url else OutboxTransport(data_dir / "outbox", signer)
