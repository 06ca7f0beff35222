"""A mail server that lives in the test process: it keeps what it takes, and behaves as badly as a test asks it to."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.rooms.webhooks.receiver import eventually

Answering = Callable[["Inbox", EmailMessage], Awaitable[str]]


@dataclass
class Inbox:
    """What was taken, in order, and how each recipient's mail is answered; mail to others is taken at once."""

    # Seconds between taking a mail and saying so.
    pause_seconds: float = 0.0
    url: str = ""
    answers: dict[str, Answering] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    # How many times mail for a recipient was handed over to its last byte.
    offered: Counter[str] = field(default_factory=Counter)

    def to(self, recipient: str) -> list[EmailMessage]:
        """What was taken for one recipient."""
        return [mail for mail in self.taken if recipient in str(mail["To"])]

    def wait_for(self, recipient: str, count: int = 1) -> list[EmailMessage]:
        """Wait until this many mails were taken for a recipient."""
        eventually(lambda: len(self.to(recipient)) >= count, f"{count} mails to {recipient}")
        return self.to(recipient)

    def take(self, mail: EmailMessage) -> None:
        """From here on the mail is this server's own business."""
        self.taken.append(mail)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        (recipient,) = envelope.rcpt_tos
        self.offered[recipient] += 1
        if recipient in self.answers:
            return await self.answers[recipient](self, mail)
        self.take(mail)
        await asyncio.sleep(self.pause_seconds)
        return "250 Queued as 4711"


def replies(*each: str) -> Answering:
    """Says these in turn; the last one stays. A mail is taken when the reply says so."""
    rest = list(each)

    async def answering(inbox: Inbox, mail: EmailMessage) -> str:
        reply = rest.pop(0) if len(rest) > 1 else rest[0]
        if reply.startswith("2"):
            inbox.take(mail)
        return reply

    return answering


async def take_and_hang(inbox: Inbox, mail: EmailMessage) -> str:
    """Takes the mail and never says so."""
    inbox.take(mail)
    await asyncio.sleep(600)
    return "250 too late"


async def take_and_close(inbox: Inbox, mail: EmailMessage) -> str:
    """Takes the mail and goes away without a word."""
    inbox.take(mail)
    # aiosmtpd closes the connection of a handler that is cancelled.
    raise asyncio.CancelledError


class _Anywhere(Controller):
    """On a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextlib.contextmanager
def taking_mail(inbox: Inbox) -> Iterator[Inbox]:
    """The inbox on a free port of loopback; its `url` is a value for BILLHOOK_SMTP_URL."""
    controller = _Anywhere(inbox, hostname="127.0.0.1", port=0)
    controller.start()
    inbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield inbox
    finally:
        controller.stop()
