"""Tax rates and tax ids as the newest API version shows them (invoicing.md §1.10, §1.11)."""

from decimal import Decimal

from billhook.db.tx import Reader
from billhook.kernel.money import whole
from billhook.kernel.wire_object import WireObject
from billhook.tax.objects import TaxId, TaxRate
from billhook.tax.rules import formats


def tax_rate(reader: Reader, r: TaxRate) -> WireObject:
    """The wire object, of a stored rate and of a frozen one alike."""
    flat = r.flat_amount
    shown = {
        "id": r.id,
        "object": "tax_rate",
        "active": r.active,
        "country": r.country,
        "created": r.created,
        "description": r.description,
        "display_name": r.display_name,
        "effective_percentage": _percentage(r.effective_percentage),
        "flat_amount": {"amount": flat.amount, "currency": flat.currency} if flat is not None else None,
        "inclusive": r.inclusive,
        "jurisdiction": r.jurisdiction,
        "jurisdiction_level": r.jurisdiction_level,
        "livemode": reader.tenant.livemode,
        "metadata": r.metadata,
        "percentage": _percentage(r.percentage),
        "rate_type": r.rate_type,
        "state": r.state,
        "tax_type": r.tax_type,
    }
    return WireObject(shown)


def tax_id(reader: Reader, t: TaxId) -> WireObject:
    """The wire object. The account's own has no verification."""
    shown = {
        "id": t.id,
        "object": "tax_id",
        "country": formats.country(t.type, t.value),
        "created": t.created,
        "customer": t.customer,
        "customer_account": None,
        "livemode": reader.tenant.livemode,
        "owner": {
            "customer": t.customer,
            "customer_account": None,
            "type": "customer" if t.customer is not None else "self",
        },
        "type": t.type,
        "value": t.value,
        "verification": (
            {"status": t.verification, "verified_address": None, "verified_name": None} if t.verification else None
        ),
    }
    return WireObject(shown)


def _percentage(value: Decimal | None) -> int | float | None:
    """A number, as Stripe shows percentages; nothing is worked out with it here."""
    if value is None:
        return None
    integer = whole(value)
    return integer if integer is not None else float(value)
