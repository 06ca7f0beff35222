"""Balance transactions and the balance as the newest API version shows them (platform.md §7.8)."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.ledger.objects import Balance, Entry


def balance_transaction(reader: Reader, e: Entry) -> WireObject:
    """The wire object. Its status follows from the moment."""
    fee = {
        "amount": e.fee, "application": None, "currency": e.currency, "description": e.fee_description,
        "type": "stripe_fee",
    }  # fmt: skip
    shown = {
        "id": e.id,
        "object": "balance_transaction",
        "amount": e.amount,
        "available_on": e.available_on,
        "balance_type": "payments",
        "created": e.created,
        "currency": e.currency,
        "description": e.description,
        "exchange_rate": float(e.exchange_rate) if e.exchange_rate is not None else None,
        "fee": e.fee,
        "fee_details": [fee] if e.fee else [],
        "net": e.net,
        "reporting_category": e.reporting_category,
        "source": e.source,
        "status": "available" if e.available_on <= reader.now else "pending",
        "type": e.type,
    }
    return WireObject(shown)


def balance(reader: Reader, b: Balance) -> WireObject:
    """The wire object, with an amount for each currency that there are entries in."""
    shown = {
        "object": "balance",
        "available": [_amount(each.currency, each.available) for each in b.sums],
        "livemode": reader.tenant.livemode,
        "pending": [_amount(each.currency, each.pending) for each in b.sums],
    }
    return WireObject(shown)


def _amount(currency: str, amount: int) -> WireHash:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
