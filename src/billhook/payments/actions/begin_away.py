"""Send a payer to the page of a processor, on which they pay an intent."""

from collections.abc import Sequence

from billhook.db import calls
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments import store
from billhook.payments.actions.fund import let_go
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.actions.withdrawing import insist_on_no_session
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import BEGIN, begun_for
from billhook.processors.interface import LIFE_SECONDS, BeginRequest, stored
from billhook.processors.known import offers_of


async def begin(
    tx: Tx, intent: PaymentIntent, *, text: str, return_url: str, email: str | None, locale: str, types: Sequence[str],
    lives_for: int = LIFE_SECONDS,
) -> Call:  # fmt: skip
    """Claim a locked intent for a payment on the processor's page; what it waited for so far is withdrawn.

    `types` are the types of methods that may be paid with; none means all. The page is there for `lives_for` seconds or
    so. Raises NO_PROCESSOR, INVALID_VALUE for money that is only to be kept ready, PAYMENT_IN_FLIGHT and AskFirst.
    """
    if not offers_of(tx.tenant).redirects:
        raise errors.NO_PROCESSOR()
    if intent.is_captured_by_hand:
        reason = "the page of the processor takes the money at once: manual capture is not offered"
        raise errors.INVALID_VALUE(param="capture_method", name="capture_method", reason=reason)
    await insist_on_no_session(tx, intent)
    free = await let_go(tx, intent)
    request = BeginRequest(
        amount=free.amount, currency=free.currency, text=text, return_url=return_url, email=email, locale=locale,
        customer=free.customer, save=free.setup_future_usage is not None, types=list(types), made_at=tx.now,
        lives_for=lives_for,
    )  # fmt: skip
    call = await calls.claim(tx, BEGIN, free.id, stored(request))
    await store.save_intent(tx, begun_for(free, call.id))
    return call


async def lead_away(tx: Tx, intent_id: str, *, return_url: str, locale: str) -> Call:
    """What has to be asked to send the payer away whom a bank asks for: the same intent is paid on the processor's
    page, whose bank asks them there. They come back to `return_url`.

    Raises NO_SUCH_PATH, INTENT_STATE and what `begin` raises.
    """
    intent = await lock_intent(tx, intent_id)
    check(tx, "authenticate", intent)
    text = intent.description or tx.tenant.settings.business_name
    types = intent.allowed_payment_method_types or ()
    return await begin(
        tx, intent, text=text, return_url=return_url, email=intent.receipt_email, locale=locale, types=types
    )


async def confirm_away(tx: Tx, intent: PaymentIntent) -> Call:
    """Claim a locked intent that a caller confirms without a method: its payer chooses one on the processor's page.

    They come back to the intent's `return_url`. Raises NO_PROCESSOR.
    """
    assert intent.return_url is not None
    return await begin(
        tx, intent, text=intent.description or tx.tenant.settings.business_name, return_url=intent.return_url,
        email=intent.receipt_email, locale=tx.tenant.settings.locale, types=intent.allowed_payment_method_types or (),
    )  # fmt: skip
