"""Which amounts can be charged (invoicing.md §2.1, §2.6; platform.md §3.3)."""

from billhook.kernel import errors
from billhook.kernel.display import money
from billhook.kernel.money import collectible, maximum_charge, minimum_charge


def check_chargeable(amount: int, currency: str) -> None:
    """An amount in minor units that can be charged. Raises CHARGE_TOO_SMALL, CHARGE_TOO_LARGE, CHARGE_STEP."""
    minimum = minimum_charge(currency)
    if amount < minimum:
        raise errors.CHARGE_TOO_SMALL(param="amount", minimum=minimum, currency=currency)
    maximum = maximum_charge(currency)
    if amount > maximum:
        raise errors.CHARGE_TOO_LARGE(param="amount", maximum=money(maximum, currency))
    if collectible(amount, currency) != amount:
        step = next(step for step in (10, 100) if collectible(step, currency) == step)
        raise errors.CHARGE_STEP(param="amount", currency=currency, step=step)
