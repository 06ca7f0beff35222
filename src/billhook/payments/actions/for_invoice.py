"""The payment intent of an invoice: made and kept in step by the invoice alone (platform.md §7.1)."""

from collections.abc import Sequence
from dataclasses import MISSING, fields
from typing import Any

from billhook.cash_balances.rules.bank_transfers import Transfer
from billhook.db.tx import Tx
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.payments import store, view
from billhook.payments.actions.create import SECRET_LENGTH
from billhook.payments.actions.fields import Options
from billhook.payments.actions.fund import let_go
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import CANCELED, PAYMENT_INTENT, PROCESSING, SUCCEEDED

# What has to be said of every intent beside its status.
_BLANK: dict[str, Any] = {
    field.name: None
    for field in fields(PaymentIntent)
    if field.default is field.default_factory is MISSING and field.name != "status"
}


async def open_intent(
    tx: Tx, *, invoice: str, customer: str, currency: str, amount: int, receipt_email: str | None,
    statement_descriptor: str | None, types: Sequence[str] | None, bank_transfer: Transfer | None,
    method_options: Options,
) -> PaymentIntent:  # fmt: skip
    """A new payment intent over what an invoice asks for, with `payment_intent.created`. `types` are those by which it
    may be paid, `bank_transfer` the kind of transfer where that was said, `method_options` what was said of the others.
    """
    options = {
        "id": new_id("pi"), "created": tx.now, "customer": customer, "currency": currency, "amount": amount,
        "amount_received": 0, "capture_method": "automatic", "description": "Payment for Invoice", "metadata": {},
        "receipt_email": receipt_email, "statement_descriptor": statement_descriptor,
        "secret": new_token(SECRET_LENGTH), "invoice": invoice, "allowed_payment_method_types": types,
        "bank_transfer": bank_transfer, "method_options": method_options,
        "test_clock": tx.moment.clock,
    }  # fmt: skip
    intent = PaymentIntent(status=PAYMENT_INTENT.starts["create"], **_BLANK | options)
    await store.insert_intent(tx, intent)
    tx.emit("payment_intent.created", tx.render(view.payment_intent, intent))
    return intent


async def lock_unpaid(tx: Tx, intent_id: str | None) -> PaymentIntent | None:
    """The intent of a locked invoice as long as it waits for anything; None once it is paid or canceled."""
    intent = await store.lock_intent(tx, intent_id) if intent_id is not None else None
    return intent if intent is not None and intent.status not in (SUCCEEDED, CANCELED) else None


def is_in_flight(intent: PaymentIntent | None) -> bool:
    """Whether money may be moving at this very moment."""
    return intent is not None and intent.status == PROCESSING


async def sync_amount(tx: Tx, intent: PaymentIntent, amount: int) -> None:
    """Keep the intent in step with what its invoice still asks for."""
    if intent.amount != amount:
        await store.save_intent(tx, replace(await let_go(tx, intent), amount=amount))


async def sync_types(
    tx: Tx, intent: PaymentIntent, types: Sequence[str] | None, bank_transfer: Transfer | None,
    method_options: Options,
) -> None:  # fmt: skip
    """Keep the intent in step with the ways in which its invoice may be paid; what it waited for so far is off."""
    free = await let_go(tx, intent)
    anew = replace(
        free, status=PAYMENT_INTENT.after("drop_method", free.status), payment_method=None, awaits_transfer=False,
        allowed_payment_method_types=types, bank_transfer=bank_transfer, method_options=method_options,
    )  # fmt: skip
    await store.save_intent(tx, anew)
