"""Bank statements as the API shows them. Stripe has no such objects, so these are Billhook's own."""

from billhook.bank_statements.objects import BankMovement, BankStatement, CsvPreview, Import, SavedMapping, Step
from billhook.bank_statements.params import SEPARATOR_NAMES
from billhook.bank_statements.rules.csv_mapping import COLUMN_NAMES, CsvMapping
from billhook.bank_statements.rules.return_reasons import reason_of
from billhook.bank_statements.rules.values import Movement
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject

STATEMENT, MOVEMENT, IMPORT, STEP = (
    "billhook.bank_statement", "billhook.bank_movement", "billhook.bank_import", "billhook.bank_movement_step",
)  # fmt: skip

CSV_MAPPING, CSV_PREVIEW = "billhook.bank_csv_mapping", "billhook.bank_csv_preview"


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
        "amount_booked": m.amount_booked,
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
        "payout": m.payout,
        "purpose": m.purpose or None,
        "reason": m.reason or None,
        "return_next": reason_of(m.return_reason).next.value if m.return_reason else None,
        "return_reason": m.return_reason or None,
        "return_reason_text": reason_of(m.return_reason).means if m.return_reason else None,
        "rule": m.rule,
        "statement": m.statement,
        "status": m.status,
        "structured_reference": m.structured_reference or None,
        "ultimate_name": m.ultimate_name or None,
        "value_on": m.value_on,
    }
    return WireObject(shown)


def step(reader: Reader, t: Step) -> WireObject:
    """The wire object."""
    shown = {
        "id": t.id,
        "object": STEP,
        "actor": t.actor or None,
        "actor_name": t.actor_label or None,
        "amount": t.amount,
        "cash_balance_transaction": t.cash_movement,
        "confidence": t.confidence,
        "created": t.created,
        "customer": t.customer,
        "invoice": t.invoice,
        "livemode": reader.tenant.livemode,
        "movement": t.movement,
        "payment_intents": list(t.payment_intents),
        "rule": t.rule,
        "undone_by": t.undone_by,
        "what": t.what,
    }
    return WireObject(shown)


def csv_mapping(reader: Reader, c: SavedMapping) -> WireObject:
    """The wire object."""
    shown = {
        "id": c.id,
        "object": CSV_MAPPING,
        "created": c.created,
        "header_hash": c.header_hash,
        "livemode": reader.tenant.livemode,
        **_mapping(c.mapping),
    }
    return WireObject(shown)


def csv_preview(reader: Reader, p: CsvPreview) -> WireObject:
    """The wire object: an answer, which is not stored and has no id."""
    shown = {
        "object": CSV_PREVIEW,
        "count": p.count,
        "fault": p.fault or None,
        "livemode": reader.tenant.livemode,
        "mapping": _mapping(p.mapping),
        "movements": [_previewed(one) for one in p.movements],
        "problems": [{"place": one.place, "text": one.text} for one in p.problems],
        "titles": list(p.titles),
    }
    return WireObject(shown)


def _mapping(mapping: CsvMapping) -> dict[str, object]:
    columns = {name: getattr(mapping.columns, name) or None for name in COLUMN_NAMES}
    return {
        "account": mapping.account or None,
        "columns": {**columns, "purpose": list(mapping.columns.purpose)},
        "currency": mapping.currency,
        "date_form": mapping.date_form,
        "decimal_comma": mapping.decimal_comma,
        "encoding": mapping.encoding,
        "separator": next(name for name, sign in SEPARATOR_NAMES.items() if sign == mapping.separator),
        "skip_lines": mapping.skip_lines,
    }


def _previewed(one: Movement) -> dict[str, object]:
    return {
        "amount": one.signed,
        "bank_reference": one.bank_reference or None,
        "booked_on": one.booked_on.isoformat(),
        "currency": one.currency,
        "end_to_end_id": one.end_to_end_id or None,
        "iban": one.iban or None,
        "mandate_id": one.mandate_id or None,
        "name": one.name or None,
        "purpose": one.purpose or None,
        "value_on": one.value_on.isoformat(),
    }


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
        "returned": i.returned,
        "statements": [statement(reader, one) for one in i.statements],
        "to_look_at": i.to_look_at,
    }
    return WireObject(shown)
