"""The id and the signing secret of a session: texts that a tenant's key proves, so nothing of them is stored."""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

LIFE_SECONDS = 3_600
"""How long an id opens sockets. After that its client opens a new session, for which its key must still be valid."""
ASKED_MAX = 4_000
"""So many characters of what a session asks for fit into its id, which travels in a header."""
_ID = re.compile(r"cliws_([0-9]{1,12})_([0-9A-Za-z]{24})_([a-z]{1,20})_([0-9A-Za-z.-]*)_([0-9a-f]{64})", re.ASCII)

# An underscore separates the words of an id.
_ALPHABET = b".-"


@dataclass(frozen=True, slots=True)
class Known:
    """A session by its id: when it was opened, and when its id no longer opens anything (Unix seconds).

    `feature` is what it listens to, and `asked` the filters that it was opened with, in JSON.
    """

    opened: int
    ends: int
    feature: str
    asked: str


def id_of(key: bytes, nonce: str, now: int, feature: str, asked: str = "") -> str:
    """The id of a session that is opened now; `nonce` has 24 unguessable characters."""
    words = f"{now + LIFE_SECONDS}_{nonce}_{feature}_{b64encode(asked.encode(), _ALPHABET).decode().rstrip('=')}"
    return f"cliws_{words}_{_mac(key, f'id {words}')}"


def known(key: bytes, id: str, now: int) -> Known | None:
    """The session that an id proves, or None: it is of another tenant, invented or too old."""
    found = _ID.fullmatch(id)
    if found is None or not hmac.compare_digest(_mac(key, f"id {id[len('cliws_') : found.start(5) - 1]}"), found[5]):
        return None
    ends = int(found[1])
    asked = b64decode(found[4] + "=" * (-len(found[4]) % 4), _ALPHABET).decode()
    return Known(ends - LIFE_SECONDS, ends, found[3], asked) if now < ends else None


def secret_of(key: bytes) -> str:
    """The signing secret of every session of a tenant.

    It stays the same, because people print it once (`stripe listen --print-secret`) and keep it in their settings.
    """
    return f"whsec_{_mac(key, 'signing secret')}"


def _mac(key: bytes, said: str) -> str:
    return hmac.new(key, f"stripecli {said}".encode(), hashlib.sha256).hexdigest()
