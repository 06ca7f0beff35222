"""A small IMAP server on this machine: one folder with mails, which behaves well or as a test tells it to."""

import contextlib
import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

USER, PASSWORD = "bounces@example.com", 'se"cret\\ 1'


class FakeMailbox:
    """The folder INBOX. `asked` is what clients sent; `says` may answer a command in place of the server.

    An answer of `says` is bytes, each `TAG` in it standing for the tag; None lets the server answer.
    """

    def __init__(self, capabilities: str = "IMAP4rev1 AUTH=PLAIN MOVE") -> None:
        self.capabilities = capabilities
        self.uidvalidity = 7
        self.uidnext = 1
        self.mails: dict[int, bytes] = {}
        self.flags: dict[int, set[str]] = {}
        self.moved: dict[str, list[bytes]] = {}
        self.asked: list[str] = []
        self.says: Callable[[str], bytes | None] = lambda _command: None
        self.port = 0

    def url(self, query: str = "") -> str:
        return f"imap://bounces%40example.com:se%22cret%5C%201@127.0.0.1:{self.port}/INBOX{query}"

    def put(self, content: bytes) -> int:
        """A new unseen mail; its uid."""
        uid, self.uidnext = self.uidnext, self.uidnext + 1
        self.mails[uid], self.flags[uid] = content, set()
        return uid

    def seen(self) -> list[int]:
        return [uid for uid, flags in self.flags.items() if "\\Seen" in flags]

    def answer(self, command: str) -> bytes:
        """What a well-behaved server says to a command without its tag."""
        verb, _, rest = command.partition(" ")
        if verb == "CAPABILITY":
            return f"* CAPABILITY {self.capabilities}\r\nTAG OK done\r\n".encode()
        if verb == "LOGIN":
            given = re.fullmatch(r'"(.*)" "(.*)"', rest)
            user, password = [re.sub(r"\\(.)", r"\1", each) for each in given.groups()] if given else ("", "")
            return b"TAG OK in\r\n" if (user, password) == (USER, PASSWORD) else b"TAG NO wrong password\r\n"
        if verb in ("EXAMINE", "SELECT"):
            known = f"* OK [UIDVALIDITY {self.uidvalidity}] ok\r\n* OK [UIDNEXT {self.uidnext}] ok\r\n"
            return f"* {len(self.mails)} EXISTS\r\n* FLAGS (\\Seen)\r\n{known}TAG OK open\r\n".encode()
        if verb == "LOGOUT":
            return b"* BYE\r\nTAG OK bye\r\n"
        return self._by_uid(*rest.split(" ", 2)) if verb == "UID" else b"TAG BAD what\r\n"

    def _by_uid(self, verb: str, first: str, rest: str = "") -> bytes:
        if verb == "SEARCH":
            low, high = (int(word) for word in rest.split()[0].split(":"))
            found = [uid for uid in self.mails if low <= uid <= high and not {"\\Seen", "\\Deleted"} & self.flags[uid]]
            return f"* SEARCH{''.join(f' {uid}' for uid in found)}\r\nTAG OK done\r\n".encode()
        uids = [uid for uid in map(int, first.split(",")) if uid in self.mails]
        said = b""
        if verb == "FETCH":
            most = int(rest.partition("<0.")[2].partition(">")[0])
            for uid in uids:
                part = self.mails[uid][:most]
                said += f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode() + part + b")\r\n"
        elif verb == "STORE":
            for uid in uids:
                self.flags[uid] |= set(re.findall(r"\\\w+", rest))
        elif verb in ("MOVE", "COPY"):
            self.moved.setdefault(rest.strip('"'), []).extend(self.mails[uid] for uid in uids)
        if verb in ("MOVE", "EXPUNGE"):
            for uid in uids:
                del self.mails[uid], self.flags[uid]
        return said + b"TAG OK done\r\n"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        fake: FakeMailbox = self.server.fake  # type: ignore[attr-defined]
        with contextlib.suppress(OSError, ValueError):
            self.wfile.write(fake.says("greeting") or b"* OK ready\r\n")
            while line := self.rfile.readline():
                tag, _, command = line.decode().rstrip("\r\n").partition(" ")
                fake.asked.append(command)
                answer = fake.says(command)
                if answer is None and command == "AUTHENTICATE PLAIN":
                    self.wfile.write(b"+ \r\n")
                    is_right = b64decode(self.rfile.readline()).decode() == f"\0{USER}\0{PASSWORD}"
                    answer = b"TAG OK in\r\n" if is_right else b"TAG NO wrong password\r\n"
                self.wfile.write((fake.answer(command) if answer is None else answer).replace(b"TAG", tag.encode()))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    context: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        connection, peer = super().get_request()
        if self.context is not None:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, peer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault of the test."""


@contextlib.contextmanager
def serving(fake: FakeMailbox, context: ssl.SSLContext | None = None) -> Iterator[FakeMailbox]:
    """The mailbox on a port that the system chooses."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.fake = fake  # type: ignore[attr-defined]
        server.context = context
        fake.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield fake
        server.shutdown()
