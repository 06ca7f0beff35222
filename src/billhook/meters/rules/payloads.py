"""Whom an event speaks of, and how much: what its payload says (recurring.md §7.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

NO_CUSTOMER, NO_VALUE, INVALID_VALUE, TOO_MANY_DIGITS = "no_customer", "no_value", "invalid_value", "too_many_digits"

_NUMBER = re.compile(r"[+-]?([0-9]+)(?:\.([0-9]+))?\Z", re.ASCII)
WHOLE_DIGITS_MAX, PLACES_MAX = 15, 12
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Usage:
    """So much was used by a customer, whose id this is."""

    customer: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a payload: one of the reasons above, and the key that it is about."""

    reason: str
    key: str


def usage_of(payload: Mapping[str, str], *, customer_key: str, value_key: str, counts: bool) -> Usage | Fault:
    """What a payload says. A meter that `counts` events looks at no value."""
    customer = payload.get(customer_key, "")
    if not customer:
        return Fault(NO_CUSTOMER, customer_key)
    if counts:
        return Usage(customer, _ONE)
    text = payload.get(value_key, "")
    if not text:
        return Fault(NO_VALUE, value_key)
    number = _NUMBER.match(text)
    if number is None:
        return Fault(INVALID_VALUE, value_key)
    whole, places = number[1].lstrip("0"), (number[2] or "").rstrip("0")
    if len(whole) > WHOLE_DIGITS_MAX or len(places) > PLACES_MAX:
        return Fault(TOO_MANY_DIGITS, value_key)
    return Usage(customer, Decimal(text))
