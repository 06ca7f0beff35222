"""Cash balances and their movements as the newest API version shows them (platform.md §7.7)."""

from billhook.cash_balances.objects import (
    APPLIED,
    FUNDED,
    REFUNDED,
    REVERSED,
    UNAPPLIED,
    CashBalance,
    CashMovement,
    FundingInstructions,
)
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject


def mode_of(reader: Reader, own: str | None) -> str:
    """Whether cash pays by itself what waits for it (`automatic`), or when it is told to (`manual`): by the customer's
    `own` mode, or else by the account's."""
    return own or reader.tenant.settings.reconciliation_mode


def cash_balance(reader: Reader, b: CashBalance) -> WireObject:
    """The wire object."""
    shown = {
        "object": "cash_balance",
        "available": dict(b.sums) or None,
        "customer": b.customer,
        "customer_account": None,
        "livemode": reader.tenant.livemode,
        "settings": {
            "reconciliation_mode": mode_of(reader, b.own_mode),
            "using_merchant_default": b.own_mode is None,
        },
    }
    return WireObject(shown)


def movement(reader: Reader, m: CashMovement) -> WireObject:
    """The wire object, with the hash of its own type only."""
    because: dict[str, WireHash] = {
        FUNDED: {"bank_transfer": m.bank_transfer},
        APPLIED: {"payment_intent": m.payment_intent},
        UNAPPLIED: {"payment_intent": m.payment_intent},
        REFUNDED: {"refund": m.refund},
    }
    shown = {
        "id": m.id,
        "object": "customer_cash_balance_transaction",
        "created": m.created,
        "currency": m.currency,
        "customer": m.customer,
        "customer_account": None,
        "ending_balance": m.ending_balance,
        "livemode": reader.tenant.livemode,
        "net_amount": m.net_amount,
        "type": m.type,
    }
    if m.type != REVERSED:
        shown[m.type] = because[m.type]
    return WireObject(shown)


def funding_instructions(reader: Reader, told: FundingInstructions) -> WireObject:
    """The wire object."""
    transfer = told.transfer
    shown = {
        "object": "funding_instructions",
        "bank_transfer": {"country": transfer.country, "financial_addresses": told.addresses, "type": transfer.type},
        "currency": transfer.currency,
        "funding_type": "bank_transfer",
        "livemode": reader.tenant.livemode,
    }
    return WireObject(shown)
