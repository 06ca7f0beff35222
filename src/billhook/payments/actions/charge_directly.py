"""Charge a card without a payment intent, as old clients do (platform.md §7.8; docs/decisions/0080).

An intent that nobody sees carries the charge: claim, call and settlement are those of every payment. The charge and the
intent have the same id but for its prefix, so asked again the same charge is made.
"""

from billhook.customers import store as customers
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.create_source import create_source
from billhook.payment_methods.objects import CARD, PaymentMethod
from billhook.payment_methods.rules.sources import is_source, refuse_other_sources
from billhook.payment_methods.view import payment_method
from billhook.payments import store, view
from billhook.payments.actions.confirm import act_upon, claim_payment
from billhook.payments.actions.create import SECRET_LENGTH
from billhook.payments.actions.fields import shipping
from billhook.payments.actions.locking import lock_carrier
from billhook.payments.objects import MANUAL, Charge, PaymentIntent
from billhook.payments.params import CreateCharge
from billhook.payments.rules.amounts import check_chargeable
from billhook.payments.rules.direct import carried_by, carrier_of
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.payments.rules.settling import Attempt, unanswered
from billhook.processors.interface import Outcome
from billhook.wire.params import merged_metadata

VERB = "charge.create"


async def charge_directly(tx: Tx, params: CreateCharge) -> Call:
    """What the processor has to be asked for a charge.

    Raises CHARGE_TOO_SMALL, CHARGE_TOO_LARGE, CHARGE_STEP, ONE_OF_REQUIRED, NO_SUCH_PARAM, CUSTOMER_WITHOUT_SOURCE,
    SOURCE_NOT_LINKED, NO_PROCESSOR and what `create_source` raises.
    """
    check_chargeable(params.amount, params.currency)
    card = await _card(tx, params)
    intent = PaymentIntent(
        id=carrier_of(new_id("ch")), created=tx.now, customer=params.customer, currency=params.currency,
        amount=params.amount, amount_received=0, status=PAYMENT_INTENT.starts["create_with_method"],
        capture_method="automatic" if params.capture else MANUAL, payment_method=card.id,
        allowed_payment_method_types=[CARD], automatic_payment_methods=None, setup_future_usage=None,
        description=params.description, metadata=merged_metadata({}, params.metadata),
        receipt_email=params.receipt_email, shipping=shipping(params.shipping),
        statement_descriptor=params.statement_descriptor,
        statement_descriptor_suffix=params.statement_descriptor_suffix, last_payment_error=None, latest_charge=None,
        return_url=None, canceled_at=None, cancellation_reason=None, secret=new_token(SECRET_LENGTH), invoice=None,
        test_clock=tx.moment.clock, is_direct=True,
    )  # fmt: skip
    await store.insert_intent(tx, intent)
    return await claim_payment(tx, intent, card, mandate=None, off_session=False, may_ask=False, verb=VERB)


async def _card(tx: Tx, params: CreateCharge) -> PaymentMethod:
    """The card to charge: a new one of a token, or one that the customer has."""
    if params.customer is None:
        if params.source is None:
            raise errors.ONE_OF_REQUIRED(param="source", names="source, customer")
        if is_source(params.source):
            raise errors.NO_SUCH_PARAM(param="source", noun="token", id=params.source)
        return await create_source(tx, params.source, "source")
    customer = await customers.lock(tx, params.customer)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    named = params.source or customer.default_source
    if named is None:
        raise errors.CUSTOMER_WITHOUT_SOURCE(param="customer")
    refuse_other_sources(named, "source")
    card = await methods.lock(tx, named) if is_source(named) else None
    if card is None or card.customer != customer.id:
        raise errors.SOURCE_NOT_LINKED(param="source", customer=customer.id, source=named)
    return card


async def settle(tx: Tx, call: Call, outcome: Outcome | None) -> Charge | Refused:
    """The charge after the processor's answer, or the 402 of a decline. Without an answer it is `pending`."""
    intent = await lock_carrier(tx, call.subject)
    if outcome is None:
        return await _pending(tx, intent, call)
    done = await act_upon(tx, intent, call, outcome)
    if done.error is not None:
        return Refused(done.error)
    assert done.charge is not None
    return done.charge


async def _pending(tx: Tx, intent: PaymentIntent, call: Call) -> Charge:
    """The charge as long as nobody knows what came of it, with `charge.pending` the first time."""
    if intent.latest_charge is not None:
        known = await store.lock_charge(tx, intent.latest_charge)
        assert known is not None
        return known
    assert intent.payment_method is not None
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    attempt = Attempt(
        method, payment_method(tx, method), call.id, None, carried_by(intent.id),
        issuer=tx.tenant.settings.business_name, processor=call.processor or None,
    )  # fmt: skip
    charge = unanswered(intent, attempt, now=tx.now)
    await store.save_intent(tx, replace(intent, latest_charge=charge.id))
    await store.insert_charge(tx, charge)
    tx.emit("charge.pending", tx.render(view.charge, charge))
    return charge
