"""Numbers as people type them, read by the signs of their own language.

A grouping sign counts only where groups of three are right, so "1.234" is 1234 to a German reader and "1.23" is refused
with a question. Nothing is ever multiplied or cut in silence.
"""

import re
import unicodedata
from decimal import Decimal

from babel.numbers import get_decimal_symbol

from billhook.kernel.display import locale_of
from billhook.kernel.money import minor_digits

PLACES_MAX = 12
_DIGITS_MAX = 15
_SPACES = "\u0020\u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'’"
_MINUS = "−–"
_ARABIC_DECIMAL, _ARABIC_GROUP = "٫", "٬"


class NotANumber(ValueError):
    """What is wrong with a text, as a sentence for its field."""


def decimal(text: str, locale: str) -> Decimal:
    """The number in a text. Raises NotANumber.

    Spaces and currency signs around it are dropped; digits of every script count.
    """
    point = _point(locale)
    other = "," if point == "." else "."
    plain = _plain(text, point, other)
    sign, digits = plain[:1].strip("+") if plain[:1] in ("-", "+") else "", plain.lstrip("+-")
    whole, has_point, fraction = digits.partition(point)
    if point in fraction:
        raise NotANumber("Enter one number.")
    grouped = _without_groups(whole, (other, " ", "'"))
    if grouped is None:
        raise NotANumber(_question(digits, point))
    if not re.fullmatch("[0-9]*", fraction) or not (grouped or fraction):
        raise NotANumber("Enter a number, such as 1" + point + "50.")
    if len(grouped) > _DIGITS_MAX or len(fraction) > PLACES_MAX:
        raise NotANumber(f"Enter at most {_DIGITS_MAX} digits and {PLACES_MAX} decimal places.")
    return Decimal(f"{sign}{grouped or '0'}.{fraction or '0'}" if has_point else f"{sign}{grouped}")


def minor_units(text: str, currency: str, locale: str) -> Decimal:
    """A price as typed in the currency's major unit, in minor units: "12,50" is 1250 for EUR. Raises NotANumber.

    A price of one may be finer than the smallest coin, up to twelve places of the minor unit.
    """
    amount = decimal(text, locale).scaleb(minor_digits(currency))
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES_MAX:
        raise NotANumber(f"Enter at most {PLACES_MAX + minor_digits(currency)} decimal places.")
    return amount


def whole_minor_units(text: str, currency: str, locale: str) -> int:
    """An amount of money, which cannot be finer than the smallest coin. Raises NotANumber."""
    amount = minor_units(text, currency, locale)
    if amount != amount.to_integral_value():
        places = minor_digits(currency)
        allowed = "no decimal places" if places == 0 else f"at most {places} decimal places"
        raise NotANumber(f"{currency.upper()} has {allowed}.")
    return int(amount)


def typed(amount: Decimal, currency: str, locale: str) -> str:
    """A price in minor units as a field shows it: every digit that it has, at least those of the currency."""
    places = minor_digits(currency)
    major = amount.scaleb(-places)
    exponent = major.normalize().as_tuple().exponent
    shown = max(places, -exponent if isinstance(exponent, int) else 0)
    return f"{major:.{shown}f}".replace(".", _point(locale))


def typed_quantity(quantity: Decimal, locale: str) -> str:
    """A quantity as a field shows it, without zeros at its end."""
    return f"{quantity.normalize():f}".replace(".", _point(locale))


def _point(locale: str) -> str:
    """The decimal point of a language, as its keyboards have it."""
    point = get_decimal_symbol(locale_of(locale))
    return "," if point == _ARABIC_DECIMAL else point


def _plain(text: str, point: str, other: str) -> str:
    """ASCII digits and signs; what stands around a number and is none of it is gone."""
    characters = []
    for character in text.strip():
        digit = unicodedata.digit(character, None)
        if digit is not None:
            characters.append(str(digit))
        elif character in _MINUS:
            characters.append("-")
        elif character == _ARABIC_DECIMAL:
            characters.append(point)
        elif character == _ARABIC_GROUP:
            characters.append(other)
        else:
            characters.append(" " if character in _SPACES else "'" if character in _APOSTROPHES else character)
    plain = "".join(characters)
    plain = re.sub(r"^([+-]?)\s*(?:[A-Za-z]{1,3}\b|\W?[$€£¥₹])?\s*|\s*(?:[A-Za-z]{3}|[$€£¥₹])$", r"\1", plain)
    return plain.replace("+-", "-").strip()


def _without_groups(whole: str, signs: tuple[str, ...]) -> str | None:
    """The digits of the whole part, if its groups are right: three digits each after the first."""
    for sign in signs:
        if sign in whole:
            parts = whole.split(sign)
            is_right = 1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
            return "".join(parts) if is_right and all(part.isdigit() and part.isascii() for part in parts) else None
    return whole if whole == "" or (whole.isdigit() and whole.isascii()) else None


def _question(digits: str, point: str) -> str:
    """What was perhaps meant: the other sign as a decimal point, or no sign at all."""
    other = "." if point == "," else ","
    if re.fullmatch(rf"[0-9]+\{other}[0-9]+", digits):
        return f"Did you mean {digits.replace(other, point)} or {digits.replace(other, '')}?"
    return f"Enter a number, such as 1{point}50."
