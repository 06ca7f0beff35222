"""Parameters that are a map from currencies to something: `currency_options[eur][…]`."""

from typing import Any, TypeVar

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from billhook.kernel.money import CURRENCIES, is_currency
from billhook.wire.reading import Reads

T = TypeVar("T")


def _checked(value: Any) -> Any:
    if not isinstance(value, dict):
        raise PydanticCustomError("INVALID_OBJECT", "{reason}", {"reason": "INVALID_OBJECT"})
    codes = [key.lower() for key in value]
    for key, code in zip(value, codes, strict=True):
        if not is_currency(code):
            fields = {"value": key[:100], "choices": ", ".join(CURRENCIES)}
            raise PydanticCustomError("INVALID_CURRENCY", "{value}", fields)
        if codes.count(code) > 1:
            raise PydanticCustomError("INVALID_VALUE", "{reason}", {"reason": f"{code} is given more than once"})
    return value


def _checked_or_unset(value: Any) -> Any:
    return None if value == "" else _checked(value)


def _lower_case(options: dict[str, T] | None) -> dict[str, T] | None:
    return {key.lower(): option for key, option in options.items()} if options is not None else None


_CODES = {"propertyNames": {"type": "string", "pattern": "^[A-Za-z]{3}$"}}

BY_CURRENCY = Reads(_checked, schema=_CODES)
"""Put on a `dict[str, …]`: the keys must be currency codes, in any case, each once."""

BY_CURRENCY_UNSET = Reads(_checked_or_unset, schema=_CODES, unset=True)
"""Like `BY_CURRENCY`, and the empty text unsets it."""

LOWER_CASE = AfterValidator(_lower_case)
"""The keys in lower case, once the values are checked, so that errors quote them as they were sent."""
