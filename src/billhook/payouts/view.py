"""Payouts as the newest API version shows them (`stripe/_payout.py`)."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.payouts.objects import Payout


def payout(reader: Reader, p: Payout) -> WireObject:
    """The wire object. Billhook does not know the bank account, and takes no fee for an application."""
    shown = {
        "id": p.id,
        "object": "payout",
        "amount": p.amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": p.arrival_date,
        "automatic": p.automatic,
        "balance_transaction": p.balance_transaction,
        "created": p.created,
        "currency": p.currency,
        "description": p.description,
        "destination": None,
        "failure_balance_transaction": p.failure_balance_transaction,
        "failure_code": p.failure_code,
        "failure_message": p.failure_message,
        "livemode": reader.tenant.livemode,
        "metadata": {},
        "method": p.method,
        "original_payout": p.original,
        "payout_method": None,
        "reconciliation_status": p.reconciliation_status,
        "reversed_by": p.reversed_by,
        "source_type": p.source_type,
        "statement_descriptor": p.statement_descriptor,
        "status": p.status,
        "trace_id": _trace(p),
        "type": p.type,
    }
    return WireObject(shown)


def _trace(p: Payout) -> WireHash | None:
    return {"status": p.trace_status, "value": p.trace_id} if p.trace_status is not None else None
