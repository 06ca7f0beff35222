"""The secret in the address of a session, and what is made of it."""

from hashlib import sha256


def digest_of(token: str) -> str:
    """What is stored of a secret: it has 40 random letters and digits, so nobody finds it by its digest."""
    return sha256(f"portal session {token}".encode()).hexdigest()


def form_token_of(token: str) -> str:
    """What the forms of a session carry, so that only its own pages can send one."""
    return sha256(f"portal form {token}".encode()).hexdigest()[:40]
