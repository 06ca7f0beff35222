"""Change a payment intent that waits for something (platform.md §7.1). No event tells of it."""

from collections.abc import Mapping

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store
from billhook.payments.actions.fields import check_capture, method_options, shipping, types
from billhook.payments.actions.fund import let_go
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.actions.methods import take_method
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import UpdatePaymentIntent
from billhook.payments.rules.amounts import check_chargeable
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.payments.rules.types import check_type
from billhook.wire.params import merged_metadata

_PLAIN = (
    "amount", "capture_method", "currency", "customer", "description", "receipt_email", "setup_future_usage",
    "statement_descriptor", "statement_descriptor_suffix",
)  # fmt: skip
# Cash that was applied goes back, and a session is withdrawn, where one of these changes.
_ASKED = ("amount", "currency", "customer")
# What may be said of the intent that an invoice made; the rest is the invoice's to say (invoicing.md §3.3).
_OF_INVOICE = frozenset(
    {
        "description", "expand", "metadata", "payment_method", "payment_method_data", "payment_method_options",
        "receipt_email", "setup_future_usage", "shipping",
    }
)  # fmt: skip


async def update(tx: Tx, params: UpdatePaymentIntent, intent_id: str) -> PaymentIntent:
    """The payment intent with what was given changed.

    Raises NO_SUCH_PATH, INTENT_STATE, INTENT_OF_INVOICE, CHARGE_TOO_SMALL, CHARGE_STEP, NO_SUCH_PARAM and what
    `take_method` and `check_type` raise. Cash that was applied goes back where another amount is asked for.
    """
    intent = await lock_intent(tx, intent_id)
    _check_invoice(intent, params)
    if params.model_fields_set - {"metadata", "description", "expand"}:
        check(tx, "update", intent)
    change = {name: getattr(params, name) for name in _PLAIN if params.given(name)}
    if params.given("metadata"):
        change["metadata"] = merged_metadata(intent.metadata, params.metadata)
    if params.given("shipping"):
        change["shipping"] = shipping(params.shipping)
    change |= types(params.allowed_payment_method_types)
    if change.get("currency", intent.currency) != intent.currency:
        change["bank_transfer"] = None
    change |= method_options(
        params.payment_method_options, change.get("currency", intent.currency), intent.method_options
    )
    before = await let_go(tx, intent) if _asks_anew(intent, change, params) else intent
    new = replace(before, **change)
    check_capture(new)
    check_chargeable(new.amount, new.currency)
    if params.customer is not None and await customers.lock(tx, params.customer) is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    new = await _with_method(tx, new, params)
    if new != intent:
        await store.save_intent(tx, new)
    return new


def _asks_anew(intent: PaymentIntent, change: Mapping[str, object], params: UpdatePaymentIntent) -> bool:
    """Whether cash that was applied to the intent goes back, because it asks for something else now."""
    asked = any(change.get(name, getattr(intent, name)) != getattr(intent, name) for name in _ASKED)
    return asked or params.given("payment_method") or params.payment_method_data is not None


def _check_invoice(intent: PaymentIntent, params: UpdatePaymentIntent) -> None:
    if intent.invoice is None:
        return
    for name in sorted(params.model_fields_set - _OF_INVOICE):
        if getattr(params, name) != getattr(intent, name):
            what = f"its {name} is that of the invoice and cannot be changed"
            raise errors.INTENT_OF_INVOICE(param=name, invoice=intent.invoice, what=what)


async def _with_method(tx: Tx, intent: PaymentIntent, params: UpdatePaymentIntent) -> PaymentIntent:
    if params.given("payment_method") and params.payment_method is None and params.payment_method_data is None:
        return replace(
            intent, status=PAYMENT_INTENT.after("drop_method", intent.status), payment_method=None,
            awaits_transfer=False,
        )  # fmt: skip
    method = await take_method(tx, params.payment_method, params.payment_method_data, intent.customer)
    if method is None:
        return intent
    check_type(intent, method)
    return replace(
        intent, status=PAYMENT_INTENT.after("name_method", intent.status), payment_method=method.id,
        awaits_transfer=False,
    )  # fmt: skip
