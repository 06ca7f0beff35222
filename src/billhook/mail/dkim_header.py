"""The header DKIM-Signature of a message, made by dkimpy."""

from typing import Any

import dkim

_SIGNED = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"auto-submitted",
)  # fmt: skip
# Relays trim spaces and fold lines anew. What they may change so is left out of the signature.
_CANONICAL = (b"relaxed", b"relaxed")


class _Undated(dkim.DKIM):  # type: ignore[misc]
    """A signature without its moment.

    A mail that is sent again has to have the same bytes, so that it stays one file of the outbox and one mail for its
    reader. The tag `t` is optional (RFC 6376 §3.5), and the head has the date of the mail already.
    """

    def gen_header(self, fields: list[tuple[bytes, bytes]], *given: Any, **options: Any) -> bytes:
        """The header with the tags `fields`, but for `t`."""
        header: bytes = super().gen_header([(tag, value) for tag, value in fields if tag != b"t"], *given, **options)
        return header


def signature(content: bytes, domain: str, selector: str, algorithm: str, private_key: bytes) -> bytes:
    """The header with its line end. `private_key` is that of a `Signer`.

    Each signed header is named once more than it stands in the message, so that nobody adds another one unseen.
    """
    message = _Undated(content, signature_algorithm=algorithm.encode())
    there = [name.lower() for name, _ in message.headers]
    names = [name for name in _SIGNED for _ in range(there.count(name) + 1)]
    header: bytes = message.sign(
        selector.encode(), domain.encode(), private_key, canonicalize=_CANONICAL, include_headers=names
    )
    return header
