"""The signature that proves to a receiver who sent a webhook (platform.md §6.4)."""

import hashlib
import hmac


def header(secret: str, body: bytes, at: int) -> str:
    """The value of `Stripe-Signature` for an attempt at the moment `at` (Unix seconds).

    The key is the whole secret, `whsec_` included; what is signed is the moment, a full stop and the body's
    bytes as they are sent.
    """
    digest = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"
