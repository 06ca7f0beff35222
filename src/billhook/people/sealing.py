"""Secrets that have to be read again are encrypted with a key that is not in the database.

The key is `BILLHOOK_SECRET_KEY`, or else a file of the data directory that only its owner reads. Whoever loses it loses
the authenticator apps of all people, and nothing else: `billhook people reset --factors` lets them in.
"""

import contextlib
import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from billhook.kernel.ids import new_bytes, new_token
from billhook.settings import Settings

KEY_FILE = "secret.key"
_NONCE_BYTES = 12
_KEY_LENGTH = 43


class Sealing:
    """Encrypts with AES-GCM and hashes with HMAC-SHA-256, with keys of their own made from that of the server."""

    def __init__(self, key: str) -> None:
        self._cipher = AESGCM(_derived(key, b"billhook: secrets of people"))
        self._hashing = _derived(key, b"billhook: recovery codes")

    def seal(self, text: str, about: str) -> bytes:
        """The text, encrypted; it opens only with the same `about`, so that it cannot be put in another's place."""
        nonce = new_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, text.encode(), about.encode())

    def unseal(self, sealed: bytes, about: str) -> str | None:
        """The text, or None if another key or another `about` sealed it."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about.encode()).decode()
        except InvalidTag:
            return None

    def hash(self, text: str) -> bytes:
        """A hash that nobody computes without the key."""
        return hmac.new(self._hashing, text.encode(), hashlib.sha256).digest()


def server_key(settings: Settings) -> str:
    """The key of this server; the first who asks makes the file. Raises OSError if it cannot be read or made."""
    if settings.secret_key is not None:
        return settings.secret_key
    path = settings.data_dir / KEY_FILE
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    """A new key in a file that appears whole; that of another process which was quicker counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{new_token(12)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{new_token(_KEY_LENGTH)}\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
    return path.read_text().strip()


def _derived(key: str, purpose: bytes) -> bytes:
    return hmac.new(key.encode(), purpose, hashlib.sha256).digest()
