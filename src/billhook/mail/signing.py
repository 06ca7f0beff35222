"""Who signs mails, so that a receiver sees that they come from the sender's domain: DKIM (RFC 6376, RFC 8463).

The signature itself is made in `dkim_header.py`, which is loaded only if mails are signed.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from billhook.settings import Settings

# RFC 8301 §3.2: verifiers take RSA keys from 1024 to 4096 bits.
_RSA_BITS_MIN, _RSA_BITS_MAX = 1024, 4096

Algorithm = Literal["rsa-sha256", "ed25519-sha256"]


class SigningUnusable(ValueError):
    """Mails cannot be signed as the settings say. The sentence begins with the variable that is wrong."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A domain with its key. `private_key` is in the form that dkimpy reads: PKCS #1 in PEM, or base64 of a seed.

    `public_key` is base64, as the DNS has it.
    """

    domain: str
    selector: str
    algorithm: Algorithm
    private_key: bytes = field(repr=False)
    public_key: str

    @property
    def record_name(self) -> str:
        """The name in the DNS at which receivers look for the public key."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The value of the TXT record of that name."""
        return f"v=DKIM1; k={self.algorithm.partition('-')[0]}; p={self.public_key}"

    def signed(self, content: bytes) -> bytes:
        """The message with its signature on top; the same message gives the same bytes. It takes milliseconds."""
        from billhook.mail.dkim_header import signature

        return signature(content, self.domain, self.selector, self.algorithm, self.private_key) + content


def signer_of(settings: Settings) -> Signer | None:
    """The signer that the settings name; None if they name none. Raises SigningUnusable."""
    named = {
        "BILLHOOK_DKIM_DOMAIN": settings.dkim_domain,
        "BILLHOOK_DKIM_SELECTOR": settings.dkim_selector,
        "BILLHOOK_DKIM_KEY_FILE": settings.dkim_key_file,
    }
    missing = [name for name, value in named.items() if value is None]
    if len(missing) == len(named):
        return None
    if missing:
        raise SigningUnusable(f"{missing[0]} is not set; mails are signed with all three of {', '.join(named)}")
    assert settings.dkim_domain is not None
    assert settings.dkim_selector is not None
    assert settings.dkim_key_file is not None
    algorithm, private, public = _key_in(settings.dkim_key_file)
    return Signer(settings.dkim_domain, settings.dkim_selector, algorithm, private, b64encode(public).decode())


def _key_in(path: Path) -> tuple[Algorithm, bytes, bytes]:
    """The algorithm, and both halves of the key of a PEM file."""
    name = "BILLHOOK_DKIM_KEY_FILE"
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SigningUnusable(f"{name}: {path} cannot be read: {error.strerror}") from None
    except TypeError:
        raise SigningUnusable(f"{name}: the key in {path} has a password; store it without one") from None
    except ValueError:
        raise SigningUnusable(f"{name}: there is no private key in PEM in {path}") from None
    if isinstance(key, Ed25519PrivateKey):
        seed = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return "ed25519-sha256", b64encode(seed), key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    if not isinstance(key, RSAPrivateKey) or not _RSA_BITS_MIN <= key.key_size <= _RSA_BITS_MAX:
        raise SigningUnusable(
            f"{name}: the key in {path} must be RSA of {_RSA_BITS_MIN} to {_RSA_BITS_MAX} bits, or Ed25519"
        )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return "rsa-sha256", pem, key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
