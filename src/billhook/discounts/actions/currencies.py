"""Amounts in further currencies, as coupons and promotion codes take them."""

from collections.abc import Mapping

from billhook.kernel import errors

_NAME = "currency_options"


def amounts_by_currency(
    given: Mapping[str, int], *, own: str | None, of: str | None, place: str = _NAME
) -> dict[str, int]:
    """The amounts that were given. `of` names the amount in the object's `own` currency, None where it has none.

    Raises INVALID_VALUE about `place` when there is no such amount, and for the own currency.
    """
    if given and of is None:
        reason = "can only be used together with an amount in the object's own currency"
        raise errors.INVALID_VALUE(param=place, name=_NAME, reason=reason)
    if own in given:
        reason = f"{own} is the currency of `{of}` itself"
        raise errors.INVALID_VALUE(param=f"{place}[{own}]", name=_NAME, reason=reason)
    return dict(given)
