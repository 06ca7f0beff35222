"""The mailbox that is read for reports, from a URL such as imaps://user:password@host/INBOX?move=Reports."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"imaps": 993, "imap": 143}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Other names of folders are written in an encoding of their own (RFC 3501 §5.1.3).
_FOLDER = re.compile(r"[ -~]{1,200}", re.ASCII)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder of a mailbox, and how to get there. `move_to` is the folder to which reports are moved, if any."""

    host: str
    port: int
    is_encrypted: bool
    user: str
    password: str = field(repr=False)
    folder: str
    move_to: str | None

    @property
    def id(self) -> str:
        """What its row is known by. The password is left out, because it changes."""
        return sha256(f"{self.user}\n{self.host}:{self.port}\n{self.folder}".encode()).hexdigest()[:32]

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.folder} of {self.user} at {self.host}:{self.port}"


def mailbox_of(url: str) -> Mailbox:
    """The mailbox that a URL names. Raises ValueError with a sentence that shows no password."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username or not parts.password:
        raise ValueError("the URL of a mailbox looks like imaps://user:password@host/INBOX")
    if parts.scheme == "imap" and parts.hostname not in _LOOPBACK:
        raise ValueError("imap:// sends the password in the clear, so it is for this machine alone; write imaps://")
    user, password = unquote(parts.username), unquote(parts.password)
    if _CONTROLS.search(user + password):
        raise ValueError("user and password have no control characters")
    query = parse_qs(parts.query, keep_blank_values=True)
    if query.keys() - {"move"}:
        raise ValueError("the URL of a mailbox knows move=FOLDER alone behind its question mark")
    folder, move_to = unquote(parts.path).strip("/") or "INBOX", query.get("move", [None])[-1]
    for name in (folder, move_to):
        if name is not None and not _FOLDER.fullmatch(name):
            raise ValueError("the name of a folder is ASCII, of 1 to 200 characters")
    if move_to == folder:
        raise ValueError("move names another folder than the one that is read")
    port = parts.port or _PORTS[parts.scheme]
    return Mailbox(parts.hostname, port, parts.scheme == "imaps", user, password, folder, move_to)
