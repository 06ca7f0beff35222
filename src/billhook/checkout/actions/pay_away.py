"""The payer of a session goes to the page of a processor: to pay there, or to keep a method."""

from billhook.checkout import store
from billhook.checkout.actions.create import require_way
from billhook.checkout.actions.pay import opened, payment_intent, setup_intent, with_customer
from billhook.checkout.objects import PAYMENT, CheckoutSession
from billhook.customers import store as customers
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.payments.actions.begin_away import begin
from billhook.processors.interface import LIFE_SECONDS
from billhook.setup_intents.actions.away import begin as begin_set_up

_SHORTEST_SECONDS = 60


async def pay_away(
    tx: Tx, session_id: str, *, type: str | None, email: str | None, return_url: str, locale: str
) -> Call:  # fmt: skip
    """What has to be asked to send the payer of a session to the processor's page; they come back to `return_url`.

    `type` is the type of method that they chose, None leaves the choice to that page. `email` is what they told of
    themselves. Raises CHECKOUT_WITHOUT_WAY, NO_SUCH_PATH, CHECKOUT_NOT_OPEN, CHECKOUT_BEING_PAID, TOO_MANY_DECLINES,
    PAYMENT_IN_FLIGHT and AskFirst.
    """
    session, intent = await opened(tx, session_id)
    require_way(tx, session.mode, session.allowed_payment_method_types, session.intent_data)
    told = replace(session, customer_email=session.customer_email or email)
    session = await with_customer(tx, told, None)
    types = [type] if type is not None else session.allowed_payment_method_types or ()
    lives_for = min(LIFE_SECONDS, max(_SHORTEST_SECONDS, session.expires_at - tx.now))
    payer = await _email(tx, session)
    text = _text(tx, session)
    if session.mode != PAYMENT:
        setup = await setup_intent(tx, session, intent)
        await store.save(tx, replace(session, setup_intent=setup.id))
        currency = session.currency or tx.tenant.settings.default_currency
        return await begin_set_up(
            tx, setup, text=text, return_url=return_url, email=payer, locale=locale, currency=currency, types=types,
            lives_for=lives_for,
        )  # fmt: skip
    waiting = await payment_intent(tx, session, intent)
    await store.save(tx, replace(session, payment_intent=waiting.id))
    return await begin(
        tx, waiting, text=text, return_url=return_url, email=payer, locale=locale, types=types, lives_for=lives_for
    )


async def _email(tx: Tx, session: CheckoutSession) -> str | None:
    customer = await customers.find(tx, session.customer) if session.customer is not None else None
    return session.customer_email or (customer.email if customer is not None else None)


def _text(tx: Tx, session: CheckoutSession) -> str:
    """What the payer reads there: what the program says of the payment, else the one thing that is paid for."""
    only = session.lines[0].description if len(session.lines) == 1 else None
    return str(session.intent_data.get("description") or only or tx.tenant.settings.business_name)
