"""What the log of requests must not hold, and how it is masked.

Two rules hide a value. The name of a parameter or a field hides its value (`password`, `account_number`, `card[cvc]`).
The look of a value hides it wherever it stands: card numbers that pass Luhn, IBANs, keys, client secrets, and pages
whose address is a secret.
"""

import re
from collections.abc import Mapping
from typing import Any

from billhook.kernel.card_numbers import MASK, without_card_numbers

_TELLING = (
    "secret", "password", "passwd", "passphrase", "passcode", "api_key", "apikey", "private_key", "access_token",
    "refresh_token", "account_number",
)  # fmt: skip
"""A name that contains one of these hides its value."""

_EXACTLY = ("cvc", "cvv", "iban", "bban", "clabe", "pin")
"""These names hide their value; `cvc_check` hides nothing."""

_NUMBERS_OF = ("card", "bank_account", "source")
"""Below a name that contains one of these, `number` is that of a card or an account, whether it passes Luhn or not."""

_MARKS = (*(name.encode() for name in _TELLING), *(f'"{name}"'.encode() for name in _EXACTLY))
# A look for a few bytes takes a hundredth of the time of an expression, so a text is first searched for these.
_STEMS = (
    b"secret",
    b"pass",
    b"api",
    b"_key",
    b"_token",
    b"account_number",
    b'cvc"',
    b'cvv"',
    b'ban"',
    b'clabe"',
    b'pin"',
)
_MARKS_OF = {stem: tuple(mark for mark in _MARKS if stem in mark) for stem in _STEMS}
_VALUE = re.compile(rb'"\s*:\s*(?:"((?:[^"\\]|\\.)+)|(-?[0-9][0-9.eE+-]*))')

_IBAN = re.compile(r"(?<![0-9A-Za-z_])[A-Z]{2}[0-9]{2}(?: ?[0-9A-Z]){11,30}", re.IGNORECASE)
_KEY = re.compile(r"((?:[sr]k_(?:live|test)|whsec|_secret)_)[0-9A-Za-z]+")
_PAGE = re.compile(r"(/(?:portal|authenticate|bank_transfers|mail-news)/acct_\w+/(?:live|test)_)[^/\"?#\s\\]+")

_IBAN_CHARACTERS = range(15, 35)

# Digits become 0, letters and _ become a.
_SHAPE = bytes(
    ord("0") if b in b"0123456789" else ord("a") if chr(b).isalpha() or b == ord("_") or b >= 128 else ord(".")
    for b in range(256)
)
_CODE = b"aa00"
_KEY_MARKS = ("k_live_", "k_test_", "whsec_", "_secret_")
_PAGE_MARKS = ("/portal/", "/authenticate/", "/bank_transfers/", "/mail-news/")


def masked_text(text: str) -> str:
    """A text in which everything is masked that looks like a secret."""
    raw = text.encode("utf-8", "replace")
    text = without_card_numbers(text)
    shape = raw.translate(_SHAPE)
    if b"." + _CODE in shape or shape.startswith(_CODE):
        text = _IBAN.sub(_without_iban, text)
    if any(mark in text for mark in _KEY_MARKS):
        text = _KEY.sub(rf"\1{MASK}", text)
    if any(mark in text for mark in _PAGE_MARKS):
        text = _PAGE.sub(rf"\1{MASK}", text)
    return text


def masked_json(raw: bytes) -> str:
    """JSON in which secrets are masked, also those that their name tells. It may be cut off at its end."""
    lower = raw.lower()
    marks = {mark for stem, marks in _MARKS_OF.items() if stem in lower for mark in marks}
    spans = sorted({span for mark in marks for span in _values_behind(raw, lower, mark)})
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [raw[end:start], MASK.encode()]
        end = stop
    return masked_text((b"".join(pieces) + raw[end:]).decode("utf-8", "ignore"))


def masked_form(value: Any, within: str = "") -> Any:
    """Parameters in which secrets are masked; `within` is the name of what has them."""
    if isinstance(value, Mapping):
        return {masked_text(name): _masked_member(name, each, within) for name, each in value.items()}
    if isinstance(value, list):
        return [masked_form(each, within) for each in value]
    return masked_text(value) if isinstance(value, str) else value


def _values_behind(raw: bytes, lower: bytes, mark: bytes) -> list[tuple[int, int]]:
    """Where the values of the fields stand whose name contains `mark`."""
    found, at = [], lower.find(mark)
    while at >= 0:
        end = raw.find(b'"', at + 1)
        if end < 0:
            break
        if (value := _VALUE.match(raw, end)) is not None:
            found.append(value.span(1) if value[1] is not None else value.span(2))
        at = lower.find(mark, at + len(mark))
    return found


def _masked_member(name: str, value: Any, within: str) -> Any:
    lower, owner = name.lower(), within.lower()
    is_number = lower == "number" and any(each in owner for each in _NUMBERS_OF)
    is_secret = is_number or lower in _EXACTLY or any(each in lower for each in _TELLING)
    return MASK if is_secret and value else masked_form(value, name)


def _without_iban(found: re.Match[str]) -> str:
    """The mask instead of the longest beginning whose check digits are right (ISO 13616)."""
    text = found[0]
    for end in range(len(text), _IBAN_CHARACTERS.start - 1, -1):
        plain = text[:end].replace(" ", "")
        if text[end - 1] != " " and len(plain) in _IBAN_CHARACTERS and _remainder(plain) == 1:
            return MASK + text[end:]
    return text


def _remainder(iban: str) -> int:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97
