"""The secret in the address at which a relay tells what became of mails."""

from hashlib import sha256


def digest_of(token: str) -> str:
    """What is stored of a secret: it has 40 random letters and digits, so nobody finds it by its digest."""
    return sha256(f"mail news {token}".encode()).hexdigest()
