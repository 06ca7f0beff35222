"""Refund a charge: claim what is given back, ask the processor, settle (platform.md §7.8)."""

from collections.abc import Mapping

from billhook.cash_balances.actions.announce import announce_returned
from billhook.cash_balances.balance import lock_cash
from billhook.cash_balances.objects import REFUNDED
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payments import refunds_store, store, view
from billhook.payments.actions.booking import book_failed_refund, book_refund
from billhook.payments.actions.claim_about import claim_about
from billhook.payments.actions.release_charge import claim_charge_release
from billhook.payments.facts import ChargeRefundedWhole, RefundCameBack, RefundMade
from billhook.payments.objects import Charge, Refund
from billhook.payments.params import CreateRefund
from billhook.payments.rules import refunding
from billhook.payments.rules.lifecycle import FAILED, REFUND
from billhook.processors.interface import Refunded, RefundOutcome, RefundRequest
from billhook.wire.params import merged_metadata

VERB = "refund.create"


async def refund(tx: Tx, params: CreateRefund) -> Refund | Call:
    """What the processor has to be asked; until then the refund is `pending`, and counted by its charge.

    What was paid out of cash is cash again at once.

    It changes no invoice: only credit notes do. Raises ONE_OF_REQUIRED, EXCLUSIVE_PARAMETERS, NO_SUCH_PARAM,
    INTENT_NOT_PAID, NO_PROCESSOR and what `amount_to_refund` and `claim_charge_release` raise.
    """
    named_alone = params.charge is not None and params.payment_intent is None
    seen = await store.find_charge(tx, params.charge or "") if named_alone else None
    if seen is not None and seen.is_direct and seen.is_paid and not seen.is_captured:
        call = await claim_charge_release(tx, seen, params)
        if call is not None:
            return call
    charge = await _charge(tx, params)
    amount = refunding.amount_to_refund(charge, params.amount)
    made, call = await claim_refund(tx, charge, amount, reason=params.reason, metadata=params.metadata)
    return call if call is not None else made


async def claim_refund(
    tx: Tx, charge: Charge, amount: int, *, reason: str | None, metadata: Mapping[str, str], verb: str = VERB,
    subject: str | None = None,
) -> tuple[Refund, Call | None]:  # fmt: skip
    """A pending refund of a locked charge that has so much left, and what has to be asked for it; or one that has
    succeeded, and nothing, where the charge was made out of its customer's cash.

    `verb` settles it, and is told of the `subject`, which is the refund itself unless a credit note gives
    the money back. Raises NO_PROCESSOR.
    """
    made = Refund(
        id=new_id("re"), created=tx.now, charge=charge.id, payment_intent=charge.payment_intent, amount=amount,
        currency=charge.currency, status=REFUND.starts["create"], reason=reason, failure_reason=None,
        metadata=merged_metadata({}, metadata), method_type=charge.payment_method_details["type"],
        customer=charge.customer, payment_method=charge.payment_method, is_credited=subject is not None,
    )  # fmt: skip
    await store.save_charge(tx, replace(charge, amount_refunded=charge.amount_refunded + amount))
    await refunds_store.insert(tx, made)
    if charge.call is None:
        return await _to_cash(tx, charge, made), None
    method = await methods.find(tx, charge.payment_method)
    assert method is not None
    request = RefundRequest(amount, charge.currency, charge.call, token=method.token, made_at=tx.now)
    return made, await claim_about(tx, charge, verb, subject or made.id, request)


async def _to_cash(tx: Tx, charge: Charge, made: Refund) -> Refund:
    """What was paid out of a customer's cash goes back there."""
    done = await settle_refund(tx, made.id, Refunded())
    assert charge.customer is not None
    cash = await lock_cash(tx, charge.customer, charge.currency)
    await cash.move(made.amount, REFUNDED, refund=made.id)
    await announce_returned(cash)
    return done


async def _charge(tx: Tx, params: CreateRefund) -> Charge:
    """The charge that was named, or the one that paid the intent that was named; locked."""
    if (params.charge is None) == (params.payment_intent is None):
        kind = errors.ONE_OF_REQUIRED if params.charge is None else errors.EXCLUSIVE_PARAMETERS
        raise kind(param="charge", names="charge, payment_intent")
    if params.charge is not None:
        charge = await store.lock_charge(tx, params.charge)
        if charge is None:
            raise errors.NO_SUCH_PARAM(param="charge", noun="charge", id=params.charge)
        return charge
    intent = await store.find_intent(tx, params.payment_intent or "")
    if intent is None or intent.is_direct:
        raise errors.NO_SUCH_PARAM(param="payment_intent", noun="payment_intent", id=params.payment_intent)
    if not intent.amount_received or intent.latest_charge is None:
        raise errors.INTENT_NOT_PAID(param="payment_intent", intent=intent.id)
    paid = await store.lock_charge(tx, intent.latest_charge)
    assert paid is not None
    return paid


async def settle(tx: Tx, call: Call, outcome: RefundOutcome | None) -> Refund:
    """The refund after the processor's answer."""
    return await settle_refund(tx, call.subject, outcome)


async def settle_refund(tx: Tx, refund_id: str, outcome: RefundOutcome | None) -> Refund:
    """A refund after an answer of the processor.

    The first tells `charge.refunded` and `refund.created`; a later one `refund.updated`, or `refund.failed`.
    """
    seen = await refunds_store.find(tx, refund_id)
    assert seen is not None
    charge = await store.lock_charge(tx, seen.charge)
    before = await refunds_store.lock(tx, refund_id)
    assert charge is not None
    assert before is not None
    if outcome is None:
        return before
    done, after = refunding.settled(before, charge, outcome)
    done = replace(done, announced=True)
    if done == before:
        return done
    done = await _booked(tx, charge, before, done)
    await refunds_store.save(tx, done)
    if after != charge:
        await store.save_charge(tx, after)
    if not before.announced:
        _announce(tx, before, done, after)
        # What goes back to the customer's cash stays here.
        if done.status != FAILED and charge.call is not None:
            await tx.announce(RefundMade(done))
    if done.status == FAILED:
        tx.emit("refund.failed", tx.render(view.refund, done))
        if before.announced and charge.call is not None:
            await tx.announce(RefundCameBack(done))
    elif before.announced:
        emit_updated(tx, "refund.updated", view.refund, before, done)
    was_whole = (charge.amount_refunded if before.announced else charge.amount_refunded - done.amount) == charge.amount
    is_whole = after.amount_refunded == after.amount
    if was_whole != is_whole:
        await tx.announce(ChargeRefundedWhole(after, is_whole))
    return done


async def _booked(tx: Tx, charge: Charge, before: Refund, done: Refund) -> Refund:
    """A refund with its entry in the ledger from its first answer on, and with a second where it fails after that."""
    if done.status == FAILED:
        return await book_failed_refund(tx, charge, done) if before.announced else done
    return await book_refund(tx, charge, done) if not before.announced else done


def _announce(tx: Tx, before: Refund, done: Refund, charge: Charge) -> None:
    """Tell of a refund for the first time, and of its charge unless nothing goes back."""
    if done.status == FAILED:
        tx.emit("refund.created", tx.render(view.refund, before))
        return
    less = replace(charge, amount_refunded=charge.amount_refunded - done.amount)
    emit_updated(tx, "charge.refunded", view.charge, less, charge)
    tx.emit("refund.created", tx.render(view.refund, done))
