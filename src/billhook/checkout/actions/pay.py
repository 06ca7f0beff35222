"""The payer pays a session on its page, or tells a method to keep: claim, call, settle."""

from billhook.checkout import store
from billhook.checkout.actions.locking import lock_with_intent
from billhook.checkout.objects import PAYMENT, CheckoutSession
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION
from billhook.customers.actions.create import create as create_customer
from billhook.customers.params import CreateCustomer
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods.actions.create import create as create_method
from billhook.payment_methods.params import MandateData, PaymentMethodData
from billhook.payments.actions.cancel import cancel_locked
from billhook.payments.actions.confirm import act_upon, claim_payment
from billhook.payments.actions.create import create as create_intent
from billhook.payments.actions.declines import refuse_after_many_declines
from billhook.payments.actions.locking import lock_intent, with_intent
from billhook.payments.actions.mandates import take_mandate
from billhook.payments.actions.withdrawing import insist_on_no_session
from billhook.payments.objects import PaymentIntent
from billhook.payments.params import CreatePaymentIntent
from billhook.payments.rules.lifecycle import CANCELED, PROCESSING, SUCCEEDED
from billhook.payments.rules.types import check_type
from billhook.processors.interface import Outcome
from billhook.processors.known import offers_of
from billhook.setup_intents.actions.confirm import begin_set_up
from billhook.setup_intents.actions.create import create as create_setup
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import CreateSetupIntent

VERB = "checkout_session.pay"

_PAID = "paid"


async def pay(
    tx: Tx, session_id: str, given: PaymentMethodData, *, email: str | None = None,
    acceptance: MandateData | None = None,
) -> Call:  # fmt: skip
    """What has to be asked to pay a session with what its payer typed in; the payer is there to be asked.

    `email` is what they told of themselves, `acceptance` how they gave the mandate to debit their account. Raises
    CHECKOUT_WITHOUT_FORMS, NO_SUCH_PATH, CHECKOUT_NOT_OPEN, CHECKOUT_BEING_PAID, TOO_MANY_DECLINES, NO_PROCESSOR and
    what is wrong with the method.
    """
    if not offers_of(tx.tenant).makes_cards:
        raise errors.CHECKOUT_WITHOUT_FORMS()
    session, intent = await opened(tx, session_id)
    told = replace(session, customer_email=session.customer_email or email)
    session = await with_customer(tx, told, given.billing_details.name if given.billing_details is not None else None)
    method = await create_method(tx, given)
    if session.mode != PAYMENT:
        setup = await setup_intent(tx, session, intent)
        await store.save(tx, replace(session, setup_intent=setup.id))
        return await begin_set_up(tx, setup, method, acceptance)
    waiting = await payment_intent(tx, session, intent)
    await store.save(tx, replace(session, payment_intent=waiting.id))
    check_type(waiting, method)
    mandate = await take_mandate(tx, waiting, method, None, acceptance)
    return await claim_payment(tx, waiting, method, mandate=mandate, off_session=False, may_ask=True, verb=VERB)


async def opened(tx: Tx, session_id: str) -> tuple[CheckoutSession, PaymentIntent | SetupIntent | None]:
    """A locked session that can be paid, and the intent of the last attempt.

    Raises NO_SUCH_PATH, CHECKOUT_NOT_OPEN, CHECKOUT_BEING_PAID.
    """
    session, intent = await lock_with_intent(tx, session_id, _PAID)
    CHECKOUT_SESSION.require("complete", session.status)
    if session.expires_at <= tx.now:
        raise errors.CHECKOUT_NOT_OPEN(done=_PAID, status="expired")
    if intent is not None and intent.status in (PROCESSING, SUCCEEDED):
        raise errors.CHECKOUT_BEING_PAID(done=_PAID)
    return session, intent


async def with_customer(tx: Tx, session: CheckoutSession, name: str | None) -> CheckoutSession:
    """The session with the customer that it is to make, if it is to make one: the payer, of this name if they told."""
    data = session.intent_data
    wanted = (
        session.customer_creation == "always"
        or data.get("setup_future_usage") is not None
        or session.invoice_creation is not None  # an invoice has somebody whom it is for
    )
    if session.customer is not None or not wanted:
        return session
    customer = await create_customer(tx, CreateCustomer.model_validate(
        {key: value for key, value in (("email", session.customer_email), ("name", name)) if value}
    ))  # fmt: skip
    return replace(session, customer=customer.id)


async def payment_intent(
    tx: Tx, session: CheckoutSession, intent: PaymentIntent | SetupIntent | None
) -> PaymentIntent:  # fmt: skip
    """The intent of the last attempt if it still fits, else a new one. Raises TOO_MANY_DECLINES, PAYMENT_IN_FLIGHT and
    AskFirst."""
    if isinstance(intent, PaymentIntent):
        await insist_on_no_session(tx, intent)
    waiting = intent if isinstance(intent, PaymentIntent) and intent.status != CANCELED else None
    if waiting is not None and (waiting.amount, waiting.currency) != (session.amount_total, session.currency):
        # A program changed the intent since, and the page shows what the session costs.
        await cancel_locked(tx, waiting, "automatic")
        waiting = None
    if waiting is not None:
        await refuse_after_many_declines(tx, waiting)
    return waiting or await _new_payment_intent(tx, session)


async def setup_intent(
    tx: Tx, session: CheckoutSession, intent: PaymentIntent | SetupIntent | None
) -> SetupIntent:  # fmt: skip
    """The intent of the last attempt, else a new one."""
    usable = isinstance(intent, SetupIntent) and intent.status != CANCELED
    return intent if usable and isinstance(intent, SetupIntent) else await _new_setup_intent(tx, session)


async def _new_payment_intent(tx: Tx, session: CheckoutSession) -> PaymentIntent:
    assert session.amount_total is not None
    assert session.currency is not None
    data = dict(session.intent_data)
    intent = await create_intent(
        tx,
        CreatePaymentIntent.of(
            amount=session.amount_total, currency=session.currency, customer=session.customer,
            allowed_payment_method_types=session.allowed_payment_method_types, **data,
        ),
    )  # fmt: skip
    assert isinstance(intent, PaymentIntent)
    return intent


async def _new_setup_intent(tx: Tx, session: CheckoutSession) -> SetupIntent:
    intent = await create_setup(
        tx,
        CreateSetupIntent.of(
            customer=session.customer, allowed_payment_method_types=session.allowed_payment_method_types,
            **dict(session.intent_data),
        ),
    )  # fmt: skip
    assert isinstance(intent, SetupIntent)
    return intent


async def settle(tx: Tx, call: Call, outcome: Outcome | None) -> CheckoutSession | Refused:
    """The session after the processor's answer, or the 402 of a decline."""
    intent = await lock_intent(tx, call.subject)
    done = await act_upon(tx, intent, call, outcome) if outcome is not None else None
    if done is not None and done.error is not None:
        return Refused(with_intent(tx, done.error, done.intent))
    session = await store.find_of_intent(tx, intent.id)
    assert session is not None
    return session
