"""The signature that proves to a receiver who sent a webhook (platform.md §6.4)."""

import hashlib
import hmac
from collections.abc import Sequence


def header(secrets: Sequence[str], body: bytes, at: int) -> str:
    """The value of `Stripe-Signature` for an attempt at the moment `at` (Unix seconds): one `v1` for each secret.

    The key is the whole secret, `whsec_` included; what is signed is the moment, a full stop and the body's
    bytes as they are sent. A receiver accepts the request if any `v1` is of the secret that it knows.
    """
    signed = b"%d." % at + body
    digests = (hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets)
    return ",".join([f"t={at}", *(f"v1={digest}" for digest in digests)])
