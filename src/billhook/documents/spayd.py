"""The Czech code of banking apps: `SPD*1.0*ACC:…*AM:…*CC:CZK*MSG:…*X-VS:…`.

"Short Payment Descriptor" 1.0, the format that the Czech Banking Association recommends. A payment in koruna goes to a
Czech IBAN. `*` ends a field, and `%` begins an escape.
"""

import string

from billhook.documents.plain_letters import plain_letters
from billhook.kernel.money import decimal_amount

CURRENCY, COUNTRY = "czk", "CZ"

_AMOUNT_MAX, _MESSAGE_MAX, _SYMBOL_MAX = 10, 60, 10


def spayd(iban: str, minor: int, reference: str, *, is_test: bool) -> str | None:
    """The text for `minor` hundredths of a koruna to an IBAN without blanks.

    None if the amount has more than ten signs, or the message, which is the reference, more than sixty.
    """
    amount = decimal_amount(minor, CURRENCY)
    message = plain_letters(f"TEST {reference}" if is_test else reference)
    if len(amount) > _AMOUNT_MAX or not 0 < len(message) <= _MESSAGE_MAX:
        return None
    symbol = variable_symbol(reference)
    fields = ["SPD", "1.0", f"ACC:{iban}", f"AM:{amount}", "CC:CZK", f"MSG:{_escaped(message)}"]
    return "*".join([*fields, f"X-VS:{symbol}"] if symbol else fields)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("*", "%2A")


def variable_symbol(reference: str) -> str:
    """The digits of a reference, by which Czech banks find a payment; empty if there are none or more than ten."""
    digits = "".join(sign for sign in reference if sign in string.digits)
    return digits if len(digits) <= _SYMBOL_MAX else ""
