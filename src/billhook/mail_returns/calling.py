"""Calls to a mailbox: a small client of IMAP4rev1 (RFC 3501), whatever the other side does.

A call has one time limit for everything. A line, a mail and a whole answer are bounded, so a server that sends without
end holds neither memory nor the worker. `read` opens the folder read-only; `mark` alone changes it.
"""

import asyncio
import base64
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from billhook.kernel.foreign_text import one_line
from billhook.mail_returns.objects import Bookmark
from billhook.mail_returns.rules.mailbox_url import Mailbox
from billhook.mail_returns.rules.reports import READ_BYTES_MAX

CALL_SECONDS = 60.0
MAILS_MAX = 50
"""Mails of one call; what is left waits for the next."""

_LINE_MAX = 150_000
_ANSWER_MAX = READ_BYTES_MAX + _LINE_MAX
_ANSWER_LINES_MAX = 2_000
_WORDS_MAX = 200
# An answer to SEARCH is one line, so a look at a large folder asks for a part of it at a time.
_UIDS_AT_ONCE, _SEARCHES_MAX = 10_000, 200
_GOODBYE_SECONDS = 2.0
_UID_MAX = 2**32 - 1
_LITERAL = re.compile(rb"\{([0-9]{1,10})\}$")


Mails = Sequence[tuple[int, bytes]]
"""Mails by their uids."""


class MailboxUnreachable(Exception):
    """The mailbox could not be read or marked this time; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """Unseen mails behind a bookmark, the first bytes of each by its uid. `reached` is the bookmark behind them.

    `is_all`: no more mails wait.
    """

    mails: Mails
    reached: Bookmark
    is_all: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """One untagged answer: its text without literals, and the literals."""

    text: bytes
    literals: tuple[bytes, ...]


async def read(mailbox: Mailbox, known: Bookmark) -> Found:
    """The next unseen mails, which stay unseen. Raises MailboxUnreachable."""
    async with _session(mailbox) as session:
        uidvalidity, uidnext = await session.open(mailbox.folder, read_only=True)
        last = known.uid if known.uidvalidity == uidvalidity else 0
        uids: list[int] = []
        searches = 0
        while last + 1 < uidnext and len(uids) <= MAILS_MAX and searches < _SEARCHES_MAX:
            until = min(last + _UIDS_AT_ONCE, uidnext - 1)
            uids += await session.unseen(last + 1, until)
            last, searches = until, searches + 1
        is_all = len(uids) <= MAILS_MAX and last + 1 >= uidnext
        if len(uids) > MAILS_MAX:
            uids = uids[:MAILS_MAX]
            last = uids[-1]
        mails = [(uid, content) for uid in uids if (content := await session.head_of(uid)) is not None]
        return Found(mails, Bookmark(uidvalidity, last), is_all)


async def mark(mailbox: Mailbox, uidvalidity: int, uids: Sequence[int]) -> None:
    """Mark these mails as seen, and move them if the mailbox says where to. Raises MailboxUnreachable."""
    async with _session(mailbox) as session:
        if (await session.open(mailbox.folder, read_only=False))[0] != uidvalidity:
            return  # The uids mean other mails now. The next look begins anew.
        named = ",".join(map(str, uids))
        await session.ask(f"UID STORE {named} +FLAGS.SILENT (\\Seen)")
        if mailbox.move_to is not None:
            await session.move(named, mailbox.move_to)


@contextlib.asynccontextmanager
async def _session(mailbox: Mailbox) -> AsyncIterator["_Session"]:
    """A session that is logged in, within one time limit."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            context = ssl.create_default_context() if mailbox.is_encrypted else None
            reader, writer = await asyncio.open_connection(mailbox.host, mailbox.port, ssl=context, limit=_LINE_MAX)
            try:
                session = _Session(reader, writer)
                await session.log_in(mailbox.user, mailbox.password)
                yield session
                await session.leave()
            finally:
                writer.transport.abort()
    except TimeoutError as error:
        raise MailboxUnreachable(f"the server did not answer within {CALL_SECONDS:g} seconds") from error
    except ssl.SSLError as error:
        raise MailboxUnreachable(f"no safe connection: {error.reason or error}") from error
    except OSError as error:
        raise MailboxUnreachable(f"no connection: {error.strerror or error}") from error
    except (EOFError, asyncio.LimitOverrunError, ValueError) as error:
        raise MailboxUnreachable("the server broke off, or sent more than a mailbox says") from error


class _Session:
    """One connection. Nothing that it raises shows what it sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._number = 0
        self._capabilities: frozenset[bytes] = frozenset()

    async def log_in(self, user: str, password: str) -> None:
        """Hear the greeting and log in."""
        greeting = await self._answer()
        if not greeting.text.startswith(b"* OK"):
            raise MailboxUnreachable(f"the server says {_said(greeting.text)}")
        await self._learn()
        if b"AUTH=PLAIN" in self._capabilities:
            secret = base64.b64encode(f"\0{user}\0{password}".encode())
            await self.ask("AUTHENTICATE PLAIN", continuation=secret)
        elif b"LOGINDISABLED" in self._capabilities or not (user + password).isascii():
            raise MailboxUnreachable("the server offers no login with a password")
        else:
            await self.ask(f"LOGIN {_quoted(user)} {_quoted(password)}")
        await self._learn()

    async def open(self, folder: str, *, read_only: bool) -> tuple[int, int]:
        """Open a folder: its UIDVALIDITY, and the uid that the next mail will get."""
        text = b"\n".join(
            answer.text for answer in await self.ask(f"{'EXAMINE' if read_only else 'SELECT'} {_quoted(folder)}")
        )
        validity = re.search(rb"\[UIDVALIDITY ([0-9]{1,10})\]", text)
        following = re.search(rb"\[UIDNEXT ([0-9]{1,10})\]", text)
        if validity is None or following is None:
            raise MailboxUnreachable("the server names no UIDVALIDITY or no UIDNEXT, so mails cannot be told apart")
        return int(validity[1]), min(int(following[1]), _UID_MAX)

    async def unseen(self, first: int, last: int) -> list[int]:
        """The uids of the unseen mails between these two, in order."""
        found: set[int] = set()
        for answer in await self.ask(f"UID SEARCH UID {first}:{last} UNSEEN UNDELETED"):
            if answer.text.upper().startswith(b"* SEARCH"):
                found |= {int(word) for word in answer.text.split()[2:] if re.fullmatch(rb"[0-9]{1,10}", word)}
        return sorted(uid for uid in found if first <= uid <= last)

    async def head_of(self, uid: int) -> bytes | None:
        """The first bytes of a mail; None if it is gone."""
        for answer in await self.ask(f"UID FETCH {uid} (UID BODY.PEEK[]<0.{READ_BYTES_MAX}>)"):
            if answer.literals and b" FETCH " in answer.text.upper():
                return answer.literals[0]
        return None

    async def move(self, uids: str, folder: str) -> None:
        """Move mails, by the means that the server has (RFC 6851, RFC 4315)."""
        if b"MOVE" in self._capabilities:
            await self.ask(f"UID MOVE {uids} {_quoted(folder)}")
            return
        await self.ask(f"UID COPY {uids} {_quoted(folder)}")
        await self.ask(f"UID STORE {uids} +FLAGS.SILENT (\\Deleted)")
        if b"UIDPLUS" in self._capabilities:
            await self.ask(f"UID EXPUNGE {uids}")

    async def leave(self) -> None:
        """Say goodbye. All is done by now, so a goodbye that fails changes nothing."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self.ask("LOGOUT")

    async def ask(self, command: str, continuation: bytes | None = None) -> list[_Answer]:
        """Send a command, and what it goes on with once the server asks for that; the untagged answers."""
        self._number += 1
        tag = f"b{self._number}".encode()
        await self._send(tag + b" " + command.encode("ascii"))
        answers: list[_Answer] = []
        size = 0
        while True:
            answer = await self._answer()
            size += len(answer.text) + sum(map(len, answer.literals))
            if size > _ANSWER_MAX or len(answers) > _ANSWER_LINES_MAX:
                raise ValueError("an answer without end")
            if answer.text.startswith(b"+") and continuation is not None:
                await self._send(continuation)
                continuation = None
            elif answer.text.startswith(tag + b" "):
                status = answer.text[len(tag) + 1 :]
                if not status.upper().startswith(b"OK"):
                    raise MailboxUnreachable(f"the server answers {command.split()[0]} with {_said(status)}")
                return answers
            else:
                answers.append(answer)

    async def _learn(self) -> None:
        """What the server can do; after the login that may be more."""
        answers = await self.ask("CAPABILITY")
        lines = [answer.text.upper() for answer in answers if answer.text.upper().startswith(b"* CAPABILITY")]
        self._capabilities = frozenset(b" ".join(lines).split())

    async def _send(self, line: bytes) -> None:
        self._writer.write(line + b"\r\n")
        await self._writer.drain()

    async def _answer(self) -> _Answer:
        """The next answer, with the literals in it."""
        text, size = b"", 0
        literals: list[bytes] = []
        while True:
            line = (await self._reader.readuntil(b"\n")).rstrip(b"\r\n")
            text += line
            announced = _LITERAL.search(line)
            if announced is None:
                return _Answer(text, tuple(literals))
            size += len(line) + int(announced[1])
            if size > _ANSWER_MAX:
                raise ValueError("a literal that is too long")
            literals.append(await self._reader.readexactly(int(announced[1])))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _said(text: bytes) -> str:
    return one_line(text.decode(errors="replace"), _WORDS_MAX) or "nothing"
