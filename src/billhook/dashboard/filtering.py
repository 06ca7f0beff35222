"""Filters of lists by amount and by day: read from an address or from what a person typed, the same for every list.

In an address days are ISO texts and amounts plain decimals, so that it says the same to everybody. `given` are the
filters as the address has them, by name; what cannot be read gets a sentence in `faults`.
"""

import re
from collections.abc import Iterable, MutableMapping
from decimal import Decimal

from billhook.dashboard import numbers
from billhook.dashboard.days import begins, day_of, ends
from billhook.dashboard.faults import Faults
from billhook.dashboard.visiting import Visit
from billhook.kernel.money import minor_digits
from billhook.wire.lists import Span

AMOUNTS = {"amount_from": "Amount from", "amount_to": "Amount to"}

_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,3})?", re.ASCII)

Given = MutableMapping[str, str]


def read_amounts(visit: Visit, given: Given, typed: Given, faults: Faults, *, is_typed: bool) -> dict[str, int]:
    """The amounts of a list in minor units, by name: of the currency that is chosen, or else of the account's.

    `typed` gets the amounts as a field shows them, and `given` the currency. `is_typed`: a person wrote them.
    """
    wanted = {name: given[name] for name in AMOUNTS if given[name]}
    found: dict[str, int] = {}
    if not wanted or "currency" in faults.fields:
        return found
    currency = given["currency"] = given["currency"] or visit.tenant.settings.default_currency
    for name, text in wanted.items():
        try:
            minor = _minor(text, currency, visit.formats.locale, is_typed=is_typed)
        except numbers.NotANumber as error:
            faults.fields[name] = str(error)
            continue
        found[name] = minor
        given[name] = f"{Decimal(minor).scaleb(-minor_digits(currency)):f}"
        typed[name] = numbers.typed(Decimal(minor), currency, visit.formats.locale)
    low, high = (found.get(name) for name in AMOUNTS)
    if low is not None and high is not None and low > high:
        faults.fields["amount_to"] = "This is less than the amount that it begins with."
    return found


def _minor(text: str, currency: str, locale: str, *, is_typed: bool) -> int:
    """An amount in minor units, from a plain decimal of an address or as somebody types it. Raises NotANumber."""
    if not is_typed and _PLAIN.fullmatch(text):
        amount = Decimal(text).scaleb(minor_digits(currency))
        if amount == amount.to_integral_value():
            return int(amount)
    return numbers.whole_minor_units(text, currency, locale)


def read_days(given: Given, names: Iterable[str], faults: Faults) -> None:
    """Look whether days are days, and in their order. `names` are pairs such as created_from and created_to."""
    for name in names:
        if given[name] and day_of(given[name]) is None:
            faults.fields[name] = "Write a day as 2026-12-31."
    for name in names:
        if name.endswith("_from"):
            last = name.replace("_from", "_to")
            first_day, last_day = day_of(given[name]), day_of(given[last])
            if first_day is not None and last_day is not None and last_day < first_day:
                faults.fields[last] = "This is before the day that it begins with."


def span(given: Given, name: str, zone: str) -> Span:
    """From the first moment of a day to the last of another, in a time zone; either may be missing."""
    first, last = day_of(given[f"{name}_from"]), day_of(given[f"{name}_to"])
    return Span(
        None if first is None else begins(first, zone),
        None if last is None else ends(last, zone),
    )
