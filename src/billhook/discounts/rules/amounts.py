"""Amounts that coupons and promotion codes give in several currencies (invoicing.md §1.12)."""

from collections.abc import Mapping


def amount_in(amount: int | None, own: str | None, options: Mapping[str, int], currency: str) -> int | None:
    """An amount given in its `own` currency and in further ones, as it is in `currency`; None if there is none."""
    return amount if currency == own else options.get(currency)
