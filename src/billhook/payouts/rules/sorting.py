"""Which entries of the ledger are those that a processor lists of a payout.

Both sides name an entry by what made it and by its reporting category, which are Stripe's words here too. What made it
has another id there, so whoever asks says which objects here an item may be about.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billhook.ledger.objects import Entry
from billhook.payouts.objects import PayoutPart
from billhook.processors.paying_out import PaidItem

CHARGE, REFUND, REFUND_FAILURE = "charge", "refund", "refund_failure"
DISPUTE, DISPUTE_REVERSAL = "dispute", "dispute_reversal"
PAYOUTS = ("payout", "payout_reversal")
REFUNDS, DISPUTES = (REFUND, REFUND_FAILURE), (DISPUTE, DISPUTE_REVERSAL)


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of a payout, and the ids of the objects here that it may be about, the likeliest first. `waits`: its
    payment is ours, so that an entry which is missing may be on its way."""

    item: PaidItem
    candidates: Sequence[str] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """The ids of the entries that are paid, the sums by category, and the items of ours whose entry is missing."""

    paid: Sequence[str]
    parts: Sequence[PayoutPart]
    missing: Sequence[Listed] = field(default=())


def sort(listed: Sequence[Listed], entries: Sequence[Entry]) -> Sorted:
    """Give each item its entries; `entries` are those of all candidates that no payout has paid yet, oldest first.

    An entry is given once. A dispute may have several entries of a category, such as a fee that was told later: all are
    of the item. Other objects have one.
    """
    left: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        left.setdefault((entry.source, entry.reporting_category), []).append(entry.id)
    paid: list[str] = []
    parts: dict[tuple[str, bool], PayoutPart] = {}
    missing: list[Listed] = []
    for one in listed:
        taken = _taken(one, left)
        paid += taken
        if not taken and one.waits:
            missing.append(one)
        _add(parts, one.item, is_ours=bool(taken))
    return Sorted(paid, list(parts.values()), missing)


def _taken(one: Listed, left: Mapping[tuple[str, str], list[str]]) -> list[str]:
    for candidate in one.candidates:
        waiting = left.get((candidate, one.item.category))
        if waiting:
            taken = list(waiting) if one.item.category in DISPUTES else waiting[:1]
            del waiting[: len(taken)]
            return taken
    return []


def _add(parts: dict[tuple[str, bool], PayoutPart], item: PaidItem, *, is_ours: bool) -> None:
    key = item.category, is_ours
    so_far = parts.get(key) or PayoutPart(item.category, is_ours, 0, 0, 0, 0)
    parts[key] = PayoutPart(
        item.category, is_ours, so_far.number + 1, so_far.amount + item.amount, so_far.fee + item.fee,
        so_far.net + item.net,
    )  # fmt: skip
