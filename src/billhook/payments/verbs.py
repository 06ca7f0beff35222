"""What can be asked of payment intents, confirmation tokens, charges, refunds and payment records."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.payments import queries, refunds_store, search_store, store, view
from billhook.payments.actions import (
    begin_away,
    capture,
    capture_charge,
    charge_directly,
    confirm,
    confirmation_tokens,
    follow,
    increment,
    refund,
    release,
    release_charge,
    sessions,
)  # fmt: skip
from billhook.payments.actions.ask_again import ask_again
from billhook.payments.actions.authenticate import authenticate
from billhook.payments.actions.cancel import cancel
from billhook.payments.actions.create import create
from billhook.payments.actions.fund import apply_customer_balance
from billhook.payments.actions.update import update
from billhook.payments.actions.update_charge import update_charge
from billhook.payments.actions.update_refund import cancel_refund, expire_refund, update_refund
from billhook.payments.actions.verify_deposits import verify_deposits
from billhook.payments.params import (
    ApplyCustomerBalance,
    CancelPaymentIntent,
    CaptureCharge,
    CapturePaymentIntent,
    ConfirmPaymentIntent,
    CreateCharge,
    CreateConfirmationToken,
    CreatePaymentIntent,
    CreateRefund,
    CreateTestConfirmationToken,
    IncrementAuthorization,
    ListCharges,
    ListPaymentIntents,
    ListRefunds,
    RetrievePaymentIntent,
    UpdateCharge,
    UpdatePaymentIntent,
    UpdateRefund,
    VerifyMicrodeposits,
)
from billhook.payments.rules.away import BEGIN as BEGIN_VERB
from billhook.payments.rules.away import WITHDRAW as WITHDRAW_VERB
from billhook.payments.rules.following import FOLLOW as FOLLOW_VERB
from billhook.wire.search.params import Search

_READ, _WRITE = "payments:read", "payments:write"
_REFUND, _IN_TEST = "refunds:write", "test_helpers:write"

# ── Payment intents ─────────────────────────────────────────────────────────────────────────────
_intent = partial(Verb, returns="payment_intent", shows=view.payment_intent)
_change = partial(_intent, needs=_WRITE)
_look = partial(_intent, needs=_READ, mode=Mode.READ)

CREATE = _change("payment_intent.create", create, CreatePaymentIntent)
UPDATE = _change("payment_intent.update", update, UpdatePaymentIntent)
CONFIRM = _change(confirm.VERB, confirm.confirm, ConfirmPaymentIntent, settles=confirm.settle)
CAPTURE = _change(capture.VERB, capture.capture, CapturePaymentIntent, settles=capture.settle)
INCREMENT = _change(increment.VERB, increment.increment, IncrementAuthorization, settles=increment.settle)
VERIFY_DEPOSITS = _change("payment_intent.verify_microdeposits", verify_deposits, VerifyMicrodeposits)
APPLY_CUSTOMER_BALANCE = _intent(
    "payment_intent.apply_customer_balance", apply_customer_balance, ApplyCustomerBalance, needs="balances:write"
)
CANCEL = _intent("payment_intent.cancel", cancel, CancelPaymentIntent, needs="payments:cancel")
RETRIEVE = _look("payment_intent.retrieve", queries.intent, RetrievePaymentIntent)
LOOK = _look("payment_intent.look", queries.payment)
LIST = _look("payment_intent.list", store.page_of_intents, ListPaymentIntents)
SEARCH = _look("payment_intent.search", search_store.found_intents, Search)

# No key asks for these: the payer does on a page, another verb on the way, or the worker.
AUTHENTICATE = _intent("payment_intent.authenticate", authenticate)
LEAD_AWAY = _intent("payment_intent.lead_away", begin_away.lead_away)
RELEASE = _intent(release.VERB, release.claim_release, settles=release.settle)
BEGIN = _intent(BEGIN_VERB, begin_away.begin, settles=sessions.settle)
WITHDRAW = _intent(WITHDRAW_VERB, sessions.withdraw, settles=sessions.settle_withdrawal)
LAPSE = Verb("payment_intent.lapse", release.lapse)

# ── Confirmation tokens ─────────────────────────────────────────────────────────────────────────
_token = partial(Verb, returns="confirmation_token", shows=view.confirmation_token)

CREATE_TOKEN = _token("confirmation_token.create", confirmation_tokens.collect, CreateConfirmationToken, needs=_WRITE)
CREATE_TOKEN_IN_TEST = _token(
    "confirmation_token.create_in_test",
    confirmation_tokens.collect_in_test,
    CreateTestConfirmationToken,
    needs=_IN_TEST,
)
RETRIEVE_TOKEN = _token("confirmation_token.retrieve", queries.confirmation_token, needs=_READ, mode=Mode.READ)

# ── Charges ─────────────────────────────────────────────────────────────────────────────────────
_charge = partial(Verb, returns="charge", shows=view.charge)

CREATE_CHARGE = _charge(
    charge_directly.VERB, charge_directly.charge_directly, CreateCharge, settles=charge_directly.settle, needs=_WRITE
)
CAPTURE_CHARGE = _charge(
    capture_charge.VERB, capture_charge.capture_charge, CaptureCharge, settles=capture_charge.settle, needs=_WRITE
)
# No key asks for this: the worker does.
FOLLOW = _charge(FOLLOW_VERB, queries.charge, settles=follow.settle)
UPDATE_CHARGE = _charge("charge.update", update_charge, UpdateCharge, needs=_WRITE)
RETRIEVE_CHARGE = _charge("charge.retrieve", queries.charge, needs=_READ, mode=Mode.READ)
LIST_CHARGES = _charge("charge.list", store.page_of_charges, ListCharges, needs=_READ, mode=Mode.READ)
SEARCH_CHARGES = _charge("charge.search", search_store.found_charges, Search, needs=_READ, mode=Mode.READ)

# ── Refunds ─────────────────────────────────────────────────────────────────────────────────────
_refund = partial(Verb, returns="refund", shows=view.refund)

REFUND = _refund(refund.VERB, refund.refund, CreateRefund, settles=refund.settle, needs=_REFUND)
RELEASE_CHARGE = _refund(release_charge.VERB, release_charge.claim_charge_release, settles=release_charge.settle)
UPDATE_REFUND = _refund("refund.update", update_refund, UpdateRefund, needs=_REFUND)
CANCEL_REFUND = _refund("refund.cancel", cancel_refund, needs=_REFUND)
EXPIRE_REFUND = _refund("refund.expire", expire_refund, needs=_IN_TEST)
RETRIEVE_REFUND = _refund("refund.retrieve", queries.refund, needs=_READ, mode=Mode.READ)
LIST_REFUNDS = _refund("refund.list", refunds_store.page, ListRefunds, needs=_READ, mode=Mode.READ)

# ── What is asked of a processor ────────────────────────────────────────────────────────────────
LIST_WAITING = Verb("call.list", queries.waiting, needs=_READ, mode=Mode.READ)
LOOK_WAITING = Verb("call.look", queries.waiting_call, needs=_READ, mode=Mode.READ)
ASK_AGAIN = Verb("call.ask_again", ask_again, needs=_WRITE)

# ── Payment records ─────────────────────────────────────────────────────────────────────────────
RETRIEVE_RECORD = Verb(
    "payment_record.retrieve", queries.record, None, "payment_record", view.payment_record, _READ, mode=Mode.READ
)
