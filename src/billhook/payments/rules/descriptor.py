"""The text on a card holder's statement: `calculated_statement_descriptor` of a charge (platform.md §7.8)."""

import re

from billhook.payments.objects import PaymentIntent

_LENGTH_MAX = 22
# With a suffix the issuer's name keeps this many characters at least, and the suffix gives way.
_PREFIX_MIN = 2
_BETWEEN = "* "
# Networks carry printable ASCII. Stripe refuses the quotes, brackets, asterisk and backslash in a descriptor.
_REFUSED = re.compile(r"[^ -~]|[<>\\'\"*]")


def statement_descriptor(intent: PaymentIntent, issuer: str) -> str:
    """The descriptor in capitals, at most 22 characters: the one of the intent, or else the issuer's name.

    A `statement_descriptor_suffix` follows the issuer's name after an asterisk: `ACME* ORDER 6735`.
    """
    if intent.statement_descriptor:
        return _printable(intent.statement_descriptor)
    name = _printable(issuer)
    suffix = _printable(intent.statement_descriptor_suffix or "")
    if not suffix:
        return name
    room = max(_LENGTH_MAX - len(_BETWEEN) - len(suffix), _PREFIX_MIN)
    return f"{name[:room].rstrip()}{_BETWEEN}{suffix}"[:_LENGTH_MAX]


def _printable(text: str) -> str:
    return " ".join(_REFUSED.sub(" ", text).upper().split())[:_LENGTH_MAX].rstrip()
