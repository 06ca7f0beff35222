"""What follows from a debit that came back after it was paid: a dispute that nobody can answer (SEPA rulebook)."""

from billhook.processors.following import Booked, Followed, SeenDispute
from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.lifecycle import RETURNED
from billhook.sepa_files.rules.pain import DEBIT
from billhook.sepa_files.rules.reasons import dispute_reason_of

_EURO, _UNKNOWN_REASON = "eur", "MS03"


def followed(order: SepaOrder) -> Followed:
    """What followed of the payment that a settled debit was. The dispute has the name of the debit, so it is one."""
    return Followed(Booked(order.amount, _EURO, 0), disputes=[_dispute(order)] if came_back_late(order) else [])


def came_back_late(order: SepaOrder) -> bool:
    """Whether a debit came back after it had counted as paid."""
    return order.kind == DEBIT and order.status == RETURNED and order.settled_at is not None


def _dispute(order: SepaOrder) -> SeenDispute:
    code = order.reason or _UNKNOWN_REASON
    return SeenDispute(
        order.end_to_end_id, "lost", dispute_reason_of(code), code.upper(), order.amount, order.return_fee,
        is_final=True,
    )  # fmt: skip
