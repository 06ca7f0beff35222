"""Keys that sign mails, made for a test and thrown away."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)


def key_file(folder: Path, kind: str) -> Path:
    """A PEM file with a key: `rsa`, `rsa in PKCS 1`, `ed25519`, and such as cannot be used."""
    key = {"ed25519": ed25519.Ed25519PrivateKey.generate, "ec": lambda: ec.generate_private_key(ec.SECP256R1())}.get(
        kind, lambda: rsa.generate_private_key(public_exponent=65_537, key_size=4352 if kind == "too large" else 2048)
    )()
    form = PrivateFormat.TraditionalOpenSSL if kind == "rsa in PKCS 1" else PrivateFormat.PKCS8
    cipher = BestAvailableEncryption(b"secret") if kind == "with a password" else NoEncryption()
    file = folder / f"{kind.replace(' ', '-')}.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, form, cipher))
    return file
