"""What two forms share: rows with a price and a quantity, and the numbers in them."""

from collections.abc import Mapping

from billhook.dashboard import numbers
from billhook.dashboard.faults import Faults
from billhook.dashboard.formatting import Formats
from billhook.dashboard.numbers import NotANumber

Typed = Mapping[str, str]
"""The texts of a form by the names of its fields."""


def whole(given: Typed, name: str, f: Formats, faults: Faults) -> str:
    """A whole number as the API writes it; empty where nothing or nothing right was typed."""
    if not given[name]:
        return ""
    try:
        value = numbers.decimal(given[name], f.locale)
    except NotANumber as error:
        faults.fields[name] = str(error)
        return ""
    if value != value.to_integral_value():
        faults.fields[name] = "Enter a whole number."
        return ""
    return str(int(value))
