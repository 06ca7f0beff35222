"""Bank statements as the API shows them. Stripe has no such objects, so these are Billhook's own."""

from billhook.bank_statements.objects import BankMovement, BankStatement, Import
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject

STATEMENT, MOVEMENT, IMPORT = "billhook.bank_statement", "billhook.bank_movement", "billhook.bank_import"


def statement(reader: Reader, s: BankStatement) -> WireObject:
    """The wire object."""
    shown = {
        "id": s.id,
        "object": STATEMENT,
        "account": s.account,
        "adds_up": s.adds_up,
        "closing_balance": s.closing,
        "created": s.created,
        "currency": s.currency,
        "filename": s.filename,
        "follows_gap": s.follows_gap,
        "format": s.format,
        "livemode": reader.tenant.livemode,
        "made_at": s.made_at or None,
        "movements": s.movements,
        "new_movements": s.new_movements,
        "opening_balance": s.opening,
        "sequence": s.sequence or None,
    }
    return WireObject(shown)


def movement(reader: Reader, m: BankMovement) -> WireObject:
    """The wire object; an absent text is null."""
    shown = {
        "id": m.id,
        "object": MOVEMENT,
        "account": m.account,
        "amount": m.amount,
        "bank_reference": m.bank_reference or None,
        "booked_on": m.booked_on,
        "cash_balance_transaction": m.cash_movement,
        "charges": m.charges,
        "confidence": m.confidence,
        "created": m.created,
        "currency": m.currency,
        "customer": m.customer,
        "end_to_end_id": m.end_to_end_id or None,
        "iban": m.iban or None,
        "invoices": list(m.invoices),
        "livemode": reader.tenant.livemode,
        "mandate_id": m.mandate_id or None,
        "name": m.name or None,
        "purpose": m.purpose or None,
        "reason": m.reason or None,
        "return_reason": m.return_reason or None,
        "rule": m.rule,
        "statement": m.statement,
        "status": m.status,
        "structured_reference": m.structured_reference or None,
        "ultimate_name": m.ultimate_name or None,
        "value_on": m.value_on,
    }
    return WireObject(shown)


def imported(reader: Reader, i: Import) -> WireObject:
    """The wire object: an answer, which is not stored and has no id."""
    shown = {
        "object": IMPORT,
        "booked": i.booked,
        "filename": i.filename,
        "format": i.format,
        "is_known": i.is_known,
        "known": i.known,
        "livemode": reader.tenant.livemode,
        "new": i.new,
        "problems": [{"place": one.place, "text": one.text} for one in i.problems],
        "statements": [statement(reader, one) for one in i.statements],
        "to_look_at": i.to_look_at,
    }
    return WireObject(shown)
