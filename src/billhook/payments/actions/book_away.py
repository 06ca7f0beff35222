"""Book what was paid on the page of a processor: by the intent that sent its payer there, or beside it."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.payment_methods.actions.create_paid import create_paid
from billhook.payments import store, view
from billhook.payments.actions.confirm import act_upon
from billhook.payments.actions.create import SECRET_LENGTH
from billhook.payments.facts import PaidBeside
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, PROCESSING
from billhook.processors.interface import Approved


def was_told(intent: PaymentIntent) -> bool:
    """Whether it was told already that a bank takes its time with the payment."""
    return intent.status == PROCESSING


async def book(tx: Tx, intent: PaymentIntent, call: Call, outcome: Approved) -> PaymentIntent:
    """The locked intent that is paid by its session."""
    method = await create_paid(tx, outcome, call.processor)
    back = replace(
        intent, status=PAYMENT_INTENT.after("return", intent.status), payment_method=method.id, session=None,
        session_url=None, session_expires_at=None,
    )  # fmt: skip
    return (await act_upon(tx, back, call, outcome, was_reported=was_told(intent))).intent


async def book_late(tx: Tx, intent: PaymentIntent, call: Call, outcome: Approved) -> PaymentIntent:
    """A payment that came by a session of the locked intent which was to be withdrawn: an intent of its own, so that
    nothing is lost and nothing is booked twice. The rooms above hear of it before it succeeds.
    """
    if await store.is_booked(tx, call.id):
        return intent
    method = await create_paid(tx, outcome, call.processor)
    late = replace(
        intent, id=new_id("pi"), created=tx.now, amount=call.asked["amount"], amount_received=0,
        status=PAYMENT_INTENT.starts["pay_beside"], payment_method=method.id,
        last_payment_error=None, latest_charge=None, canceled_at=None, cancellation_reason=None,
        secret=new_token(SECRET_LENGTH), amount_funded=0, awaits_transfer=False, amount_capturable=0,
        capture_before=None, increments=0, deposits_arrive_at=None, session=None, session_url=None,
        session_expires_at=None,
    )  # fmt: skip
    await store.insert_intent(tx, late)
    tx.emit("payment_intent.created", tx.render(view.payment_intent, late))
    await tx.announce(PaidBeside(late, instead_of=intent.id))
    return (await act_upon(tx, late, call, outcome)).intent
