"""The code of India's payment apps: `upi://pay?pa=…&pn=…&tr=…&tn=…&am=…&cu=INR`.

"UPI Linking Specification" of the National Payments Corporation of India.
"""

from urllib.parse import quote, urlencode

from billhook.documents.plain_letters import letters_and_digits, plain_letters
from billhook.kernel.money import decimal_amount

_NAME_MAX, _REFERENCE_MAX, _NOTE_MAX = 50, 35, 50


def upi(address: str, minor: int, reference: str, *, name: str, is_test: bool) -> str | None:
    """The address for `minor` paise to a virtual payment address.

    `tr` has the letters and digits of the reference, and the note has it as it is written, where they have room.
    None if neither has, and for a name without a letter of Latin script.
    """
    payee = plain_letters(name)[:_NAME_MAX].rstrip()
    known, note = letters_and_digits(reference), plain_letters(f"TEST {reference}" if is_test else reference)
    is_named, is_told = 0 < len(known) <= _REFERENCE_MAX, bool(known) and len(note) <= _NOTE_MAX
    if not payee or not (is_named or is_told):
        return None
    fields = {
        "pa": address, "pn": payee, "tr": known if is_named else "", "tn": note if is_told else "",
        "am": decimal_amount(minor, "inr"), "cu": "INR",
    }  # fmt: skip
    given = {name: value for name, value in fields.items() if value}
    return f"upi://pay?{urlencode(given, safe='@', quote_via=quote)}"
