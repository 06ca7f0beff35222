"""What a payment or a set-up does to the session whose payer began it."""

from collections.abc import Mapping

from billhook.checkout import store, view
from billhook.checkout.actions.bill import bill
from billhook.checkout.objects import CheckoutSession
from billhook.checkout.rules.following import Followed, followed
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION, PAID
from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payments.facts import PaidBeside, PaymentIntentSettled
from billhook.payments.objects import PaymentIntent
from billhook.setup_intents.facts import SetupIntentSettled


async def follow_payment(tx: Tx, settled: PaymentIntentSettled) -> None:
    """A payment intent came to something: so does its session, if it has one."""
    intent = settled.intent
    if intent.invoice is None:
        method = settled.charge.payment_method if settled.charge is not None else intent.payment_method
        await _follow(tx, intent.id, intent.status, method, was_reported=settled.was_reported, paid=intent)


async def take_beside(tx: Tx, paid: PaidBeside) -> None:
    """A payer has paid on a page that was to be withdrawn: an open session is paid by that payment, and by no other."""
    if paid.intent.invoice is not None:
        return
    found = await store.find_of_intent(tx, paid.instead_of)
    session = await store.lock(tx, found.id) if found is not None else None
    if session is not None and CHECKOUT_SESSION.allows("complete", session.status):
        await store.save(tx, replace(session, payment_intent=paid.intent.id))


async def follow_setup(tx: Tx, settled: SetupIntentSettled) -> None:
    """A setup intent came to something: so does its session, if it has one."""
    intent = settled.intent
    await _follow(tx, intent.id, intent.status, intent.payment_method, was_reported=False)


async def _follow(
    tx: Tx, intent: str, status: str, method: str | None, *, was_reported: bool, paid: PaymentIntent | None = None
) -> None:  # fmt: skip
    found = await store.find_of_intent(tx, intent)
    session = await store.lock(tx, found.id) if found is not None else None
    if session is None:
        return
    done = followed(session, status, was_reported=was_reported)
    if done is None:
        return
    if session.customer_details is None:
        done = Followed(replace(done.session, customer_details=await _details(tx, session, method)), done.event)
    if paid is not None and done.session.payment_status == PAID:
        done = Followed(replace(done.session, invoice=await bill(tx, done.session, paid)), done.event)
    await store.save(tx, done.session)
    if done.event is not None:
        tx.emit(done.event, tx.render(view.checkout_session, done.session))


async def _details(tx: Tx, session: CheckoutSession, method: str | None) -> Mapping[str, str | None]:
    """Who paid: what the customer has, and what was typed with the method where they have nothing."""
    customer = await customers.find(tx, session.customer) if session.customer is not None else None
    used = await methods.find(tx, method) if method is not None else None
    billing: Mapping[str, object] = used.billing_details if used is not None else {}
    known = {name: str(value) for name, value in billing.items() if value and name in ("email", "name", "phone")}
    email, phone = (customer.email, customer.phone) if customer is not None else (None, None)
    return {
        "email": email or session.customer_email or known.get("email"),
        "name": known.get("name") or (customer.name if customer is not None else None),
        "phone": phone or known.get("phone"),
        "tax_exempt": customer.tax_exempt if customer is not None else "none",
    }
