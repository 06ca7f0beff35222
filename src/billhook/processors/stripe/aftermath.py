"""What Stripe says of a payment after it was settled, in words of the interface. Pure."""

from collections.abc import Sequence

from billhook.processors.following import Followed, SeenDispute, SeenRefund, SeenWarning, look_again
from billhook.processors.interface import RefundFailed, RefundPending
from billhook.processors.reading import Fields, Garbled, number, optional_number, own_id, part, text, word
from billhook.processors.stripe import requests, verdicts

_REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})
_STATUSES = frozenset(
    "warning_needs_response warning_under_review warning_closed needs_response under_review won lost".split()
)


def followed(
    intent: Fields, refunds: Sequence[Fields], disputes: Sequence[Fields], warnings: Sequence[Fields], *,
    now: int, age: int,
) -> Followed:  # fmt: skip
    """All that followed of an intent that succeeded `age` seconds ago, the oldest first. Raises Garbled."""
    charge = part(intent, "latest_charge")
    if charge is None:
        raise Garbled("an intent that succeeded has no charge")
    currency = text(intent, "currency")
    booked = verdicts.booked_of(charge, currency, now)
    return Followed(
        booked,
        tuple(seen_refund(one, now) for one in _made_there(charge, refunds)),
        tuple(seen_dispute(one, currency) for one in reversed(disputes)),
        tuple(SeenWarning(own_id(one), word(one, "fraud_type") or "misc") for one in reversed(warnings)),
        look_again(age) if booked is None else None,
    )


def _made_there(charge: Fields, refunds: Sequence[Fields]) -> list[Fields]:
    """The refunds that somebody made there, the oldest first. Stripe also writes down what a capture released of an
    authorization as a refund, which nobody made: it is the first of that amount. Raises Garbled."""
    found = [one for one in reversed(refunds) if not _is_ours(one)]
    released = verdicts.released_of(charge)
    release = next((one for one in found if released and number(one, "amount") == released), None)
    return [one for one in found if one is not release]


def _is_ours(refund: Fields) -> bool:
    """Whether a call of ours made it: whoever asked hears what became of it."""
    return bool((part(refund, "metadata") or {}).get(requests.CALL))


def seen_refund(refund: Fields, now: int) -> SeenRefund:
    """A refund that was made in Stripe's Dashboard, or by another program. Raises Garbled."""
    outcome, reason = verdicts.of_refund(refund, now), word(refund, "reason")
    return SeenRefund(
        own_id(refund), number(refund, "amount"), isinstance(outcome, RefundPending),
        outcome.reason if isinstance(outcome, RefundFailed) else None, reason if reason in _REASONS else None,
    )  # fmt: skip


def seen_dispute(dispute: Fields, currency: str) -> SeenDispute:
    """A dispute of a payment in a currency. Raises Garbled."""
    notice, status = verdicts.notice_of(dispute), text(dispute, "status")
    status = "warning_closed" if status == "prevented" else status
    if status not in _STATUSES:
        raise Garbled("a dispute has a status that is not expected here")
    is_same = dispute.get("currency") in (None, currency)
    return SeenDispute(
        own_id(dispute), status, notice.reason, notice.network_reason_code,
        optional_number(dispute, "amount") if is_same else None, notice.fee,
        optional_number(part(dispute, "evidence_details") or {}, "due_by"), notice.is_final,
    )  # fmt: skip
