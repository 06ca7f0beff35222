"""The version of a draft: whoever shows another one than is stored must not overwrite it."""

from collections.abc import Sequence
from hashlib import sha256

from billhook.invoices.objects import Invoice, Item

_LENGTH = 20


def version_of(invoice: Invoice, lines: Sequence[Item]) -> str:
    """A digest of everything that is stored of a draft. It changes exactly when the draft does."""
    return sha256(repr((invoice, tuple(lines))).encode()).hexdigest()[:_LENGTH]
