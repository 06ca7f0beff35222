"""Send a payer to the page of a processor, on which they pay an intent."""

from collections.abc import Sequence

from billhook.db import calls
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments import store
from billhook.payments.actions.fund import let_go
from billhook.payments.actions.withdrawing import insist_on_no_session
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.away import BEGIN, begun_for
from billhook.processors.interface import BeginRequest, stored
from billhook.processors.known import offers_of


async def begin(
    tx: Tx, intent: PaymentIntent, *, text: str, return_url: str, email: str | None, locale: str, types: Sequence[str],
) -> Call:  # fmt: skip
    """Claim a locked intent for a payment on the processor's page; what it waited for so far is withdrawn.

    `types` are the types of methods that may be paid with; none means all. Raises NO_PROCESSOR, PAYMENT_IN_FLIGHT
    and AskFirst.
    """
    if not offers_of(tx.tenant).redirects:
        raise errors.NO_PROCESSOR()
    await insist_on_no_session(tx, intent)
    free = await let_go(tx, intent)
    request = BeginRequest(
        amount=free.amount, currency=free.currency, text=text, return_url=return_url, email=email, locale=locale,
        customer=free.customer, save=free.setup_future_usage is not None, types=list(types), made_at=tx.now,
    )  # fmt: skip
    call = await calls.claim(tx, BEGIN, free.id, stored(request))
    await store.save_intent(tx, begun_for(free, call.id))
    return call


async def confirm_away(tx: Tx, intent: PaymentIntent) -> Call:
    """Claim a locked intent that a caller confirms without a method: its payer chooses one on the processor's page.

    They come back to the intent's `return_url`. Raises NO_PROCESSOR.
    """
    assert intent.return_url is not None
    return await begin(
        tx, intent, text=intent.description or tx.tenant.settings.business_name, return_url=intent.return_url,
        email=intent.receipt_email, locale=tx.tenant.settings.locale, types=intent.allowed_payment_method_types or (),
    )  # fmt: skip
