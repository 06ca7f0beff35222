"""The id and the signing secret of a session: texts that a tenant's key proves, so nothing of them is stored."""

import hashlib
import hmac
import re
from dataclasses import dataclass

LIFE_SECONDS = 3_600
"""How long an id opens sockets. After that its client opens a new session, for which its key must still be valid."""
_ID = re.compile(r"cliws_([0-9]{1,12})_([0-9A-Za-z]{24})_([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """A session by its id: when it was opened, and when its id no longer opens anything (Unix seconds)."""

    opened: int
    ends: int


def id_of(key: bytes, nonce: str, now: int) -> str:
    """The id of a session that is opened now; `nonce` has 24 unguessable characters."""
    ends = now + LIFE_SECONDS
    return f"cliws_{ends}_{nonce}_{_mac(key, f'id {ends} {nonce}')}"


def known(key: bytes, id: str, now: int) -> Known | None:
    """The session that an id proves, or None: it is of another tenant, invented or too old."""
    found = _ID.fullmatch(id)
    if found is None or not hmac.compare_digest(_mac(key, f"id {found[1]} {found[2]}"), found[3]):
        return None
    ends = int(found[1])
    return Known(ends - LIFE_SECONDS, ends) if now < ends else None


def secret_of(key: bytes) -> str:
    """The signing secret of every session of a tenant.

    It stays the same, because people print it once (`stripe listen --print-secret`) and keep it in their settings.
    """
    return f"whsec_{_mac(key, 'signing secret')}"


def _mac(key: bytes, said: str) -> str:
    return hmac.new(key, f"stripecli {said}".encode(), hashlib.sha256).hexdigest()
