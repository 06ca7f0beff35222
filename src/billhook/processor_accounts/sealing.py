"""Keys of processors are encrypted with a key that is in the environment alone, never in the database or its backups.

AES-256-GCM with a nonce of its own for each text. A text says which key sealed it, so that two keys can be in use while
one takes the other's place. What it is about is authenticated: it opens for its tenant and its column only.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from billhook.kernel.ids import new_bytes
from billhook.settings import Settings

KEY_BYTES = 32
_FORM = b"\x01"
_MARK_BYTES, _NONCE_BYTES = 8, 12


class SecretsLocked(Exception):
    """Nothing can be sealed or opened; says what is to be done, and no secret."""


class Safe:
    """Seals with the first of some keys, and opens with each. Its keys are shown by nothing."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_mark(key): AESGCM(key) for key in keys}
        self._first = _mark(keys[0])
        self._prints = hmac.new(keys[0], b"billhook: equal texts", hashlib.sha256).digest()

    def seal(self, text: str, about: str) -> bytes:
        """The text, encrypted. It opens only with the same `about`."""
        nonce = new_bytes(_NONCE_BYTES)
        return _FORM + self._first + nonce + self._ciphers[self._first].encrypt(nonce, text.encode(), about.encode())

    def open(self, sealed: bytes, about: str) -> str:
        """The text. Raises SecretsLocked if no key fits, or if it was sealed about something else."""
        form, rest = sealed[:1], sealed[1:]
        mark, rest = rest[:_MARK_BYTES], rest[_MARK_BYTES:]
        cipher = self._ciphers.get(mark)
        if form != _FORM or cipher is None:
            raise SecretsLocked(
                "the keys of processors were encrypted with another BILLHOOK_SEALING_KEY; set that one as "
                "BILLHOOK_SEALING_KEY_BEFORE, or connect the processor anew"
            )
        try:
            return cipher.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], about.encode()).decode()
        except InvalidTag:
            raise SecretsLocked(
                "a key of a processor was changed in the database; connect the processor anew"
            ) from None

    def fingerprint(self, text: str, about: str) -> str:
        """Sixteen hexadecimal digits that equal texts about the same have in common. Nobody without the key can try out
        texts; a new key gives others."""
        return hmac.new(self._prints, f"{about}/{text}".encode(), hashlib.sha256).hexdigest()[:16]

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the first key sealed it."""
        return sealed[1 : 1 + _MARK_BYTES] == self._first


def safe_of(settings: Settings) -> Safe:
    """The safe of this process. Raises SecretsLocked if the environment has no key."""
    if settings.sealing_key is None:
        raise SecretsLocked(
            "set BILLHOOK_SEALING_KEY to 32 bytes in base64, such as `openssl rand -base64 32` prints, and keep it: "
            "the keys of processors are encrypted with it"
        )
    before = [settings.sealing_key_before] if settings.sealing_key_before is not None else []
    return Safe([_decoded(key) for key in (settings.sealing_key, *before)])


def safe_of_environment() -> Safe:
    """The safe of whoever has no settings at hand: the key is in the environment alone. Raises SecretsLocked."""
    return safe_of(Settings())


def about(tenant: int, processor: str, column: str) -> str:
    """What a sealed text is about."""
    return f"{tenant}/{processor}/{column}"


def _decoded(key: str) -> bytes:
    decoded = base64.b64decode(key, validate=True)
    assert len(decoded) == KEY_BYTES, "the settings check the form"
    return decoded


def _mark(key: bytes) -> bytes:
    """Tells keys apart and says nothing of them."""
    return hmac.new(key, b"billhook: which key", hashlib.sha256).digest()[:_MARK_BYTES]
