"""Payouts as stored: frozen, in minor units and Unix seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout of a processor. The order of the fields is that of the columns.

    `reference` is the processor's name, `original` and `reversed_by` are ids of other payouts here. `amount` is below 0
    for a debit of the bank account. `is_listed`: the processor lists what it pays; the list is read up to its entry
    `read_until`, and to its end once `reconciliation_status` is `completed`. `balance_transaction` and
    `failure_balance_transaction` are entries of the ledger here; an amount of 0 has none.
    `waits_since` is the moment when an entry of ours was first missing, `tried_at` when the list was last asked for.
    """

    id: str
    created: int
    processor: str
    reference: str
    amount: int
    currency: str
    status: str
    arrival_date: int
    automatic: bool
    method: str
    type: str
    source_type: str
    description: str | None
    statement_descriptor: str | None
    trace_status: str | None
    trace_id: str | None
    failure_code: str | None
    failure_message: str | None
    original: str | None
    reversed_by: str | None
    reconciliation_status: str
    balance_transaction: str | None = None
    failure_balance_transaction: str | None = None
    is_listed: bool = False
    read_until: str | None = None
    waits_since: int | None = None
    tried_at: int = 0


@dataclass(frozen=True, slots=True)
class PayoutPart:
    """What a processor lists of a payout in one category (Stripe's reporting category): how many entries, and what they
    come to there. `is_ours`: their payments went through Billhook."""

    category: str
    is_ours: bool
    number: int
    amount: int
    fee: int
    net: int
