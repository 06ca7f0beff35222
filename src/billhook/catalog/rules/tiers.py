"""When tiers make sense: bounds rise, the last has none, each says what it costs (invoicing.md §1.2)."""

from collections.abc import Sequence

from billhook.catalog.objects import Tier


def fault(tiers: Sequence[Tier]) -> tuple[int | None, str] | None:
    """The place of the tier at fault (None for all of them) and the reason; None if nothing is wrong."""
    if not tiers:
        return None, "at least one tier is needed"
    previous = 0
    for place, tier in enumerate(tiers):
        if tier.flat_amount is None and tier.unit_amount is None:
            return place, "a tier needs a flat_amount, a unit_amount or both"
        if tier.up_to is None:
            if place < len(tiers) - 1:
                return place, "only the last tier may have `up_to` set to `inf`"
        elif tier.up_to <= previous:
            return place, "each `up_to` must be greater than that of the tier before"
        else:
            previous = tier.up_to
    if tiers[-1].up_to is not None:
        return len(tiers) - 1, "the last tier must have `up_to` set to `inf`"
    return None
