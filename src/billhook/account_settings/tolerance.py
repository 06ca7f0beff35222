"""By how much a bank transfer may fall short: a percentage in the settings (invoicing.md §4.6)."""

from decimal import Decimal, InvalidOperation

_PERCENT_MAX = 10


def parsed(text: str) -> Decimal:
    """The percentage. Raises ValueError with a sentence for the person who typed it."""
    try:
        percent = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError("must be a percentage, such as `0.5`") from None
    if not (percent.is_finite() and 0 <= percent <= _PERCENT_MAX):
        raise ValueError(f"must be between 0 and {_PERCENT_MAX}")
    return percent
