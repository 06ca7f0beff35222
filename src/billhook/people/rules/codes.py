"""Codes of an authenticator app (RFC 6238), and recovery codes."""

import hmac

import pyotp

STEP_SECONDS = 30
RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
# Crockford's letters: none of them is taken for another.
_READ_AS = str.maketrans("OIL", "011", "- ")


def address_of(secret: str, *, email: str, issuer: str) -> str:
    """What a QR code says to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str, *, now: int, last_step: int) -> int | None:
    """The step whose code this is, or None. A step before or after counts too, but none that was used already."""
    typed = "".join(code.split())
    current = now // STEP_SECONDS
    for step in (current - 1, current, current + 1):
        if step > last_step and hmac.compare_digest(pyotp.TOTP(secret).generate_otp(step).encode(), typed.encode()):
            return step
    return None


def spaced(secret: str) -> str:
    """A secret as people type it: in groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def shown(code: str) -> str:
    """A recovery code as people write it down: in two halves."""
    return f"{code[: RECOVERY_LENGTH // 2]}-{code[RECOVERY_LENGTH // 2 :]}"


def plain(typed: str) -> str:
    """A recovery code as it is stored, from what was typed."""
    return typed.upper().strip().translate(_READ_AS)
